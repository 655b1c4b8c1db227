import ArgumentParser
import RLACheckpoints
import RLANetworks
import RLAReports
import RLAText
import SystemPackage

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "convert",
    abstract: "Write the weights of a file in another format.",
    discussion: """
      'rla-profile convert model.pth.tar model.safetensors' writes a file that needs no pickle; \
      'convert model.safetensors model.pth' one that torch.load(weights_only=True) reads. Tensors \
      keep their elements and types; 'module.' in front of names and the optimizer are left out.
      """)

  @Argument(help: "A checkpoint or an ONNX model.", completion: .file())
  var input: String

  @Argument(
    help: "The file to write: .safetensors, or .pth, .pt or .pth.tar.", completion: .file())
  var output: String

  /// By ending.
  private static let formats: [String: CheckpointWriter.Format] = [
    "safetensors": .safetensors, "pth": .pth, "pt": .pth, "tar": .pth,
  ]

  func run() throws {
    do throws(CommandFailure) {
      try convert()
    } catch {
      throw error.reported()
    }
  }

  private func convert() throws(CommandFailure) {
    guard let format = output.fileEnding.flatMap({ Self.formats[$0] }) else {
      throw .unwritableFormat(output)
    }
    let file = try WeightsFile(input)
    try file.check()
    let facts = file.checkpoint?.facts
    var writer = CheckpointWriter(format)
    writer.epoch = facts?.epoch
    writer.architecture = facts?.architecture
    writer.bestAccuracy = facts?.bestAccuracy
    try write(file, by: writer)
    if facts?.optimizer != nil { Output.remark(Wording.optimizerLeftOut) }
  }

  private func write(_ file: WeightsFile, by writer: CheckpointWriter) throws(CommandFailure) {
    var refusal: CommandFailure?
    do throws(CommandFailure) {
      try Output.write(to: output) { target throws(Errno) in
        do throws(CheckpointWriter.Failure) {
          try writer.write(file.tensors) { bytes throws(Errno) in try target.put(bytes) }
        } catch {
          if case .output(let code) = error { throw code }
          refusal = .conversion(file.path, error)
          // Whatever ends the writing; the sentence is about the source.
          throw .canceled
        }
      }
    } catch {
      throw refusal ?? error
    }
  }
}
