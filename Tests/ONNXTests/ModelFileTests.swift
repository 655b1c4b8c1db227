import Foundation
import RLAONNX
import SystemPackage
import Testing

/// Models that are read from files.
@Suite struct ModelFileTests {
  private func inFolder<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(FilePath(folder.path(percentEncoded: false)))
  }

  private func failure(_ path: FilePath) -> ONNXFailure? {
    do throws(ONNXFailure) {
      _ = try ONNXModel(path: path)
      return nil
    } catch {
      return error
    }
  }

  /// A model of about 1.4 MB, most of it weights in the middle.
  private static let bytes = Handmade.model(
    graph: Handmade.graph(
      nodes: (0..<200).map { Handmade.node("Relu", ["v\($0)"], ["v\($0 + 1)"]) },
      tensors: [Handmade.tensor("w", [256, 1024])], outputs: [Handmade.value("v200", [1])]))

  @Test func `A file that is cut off anywhere is refused, and one byte more is not read`() throws {
    try inFolder { folder in
      let path = folder.appending("model.onnx")
      let file = try FileDescriptor.open(
        path, .readWrite, options: .create, permissions: .ownerReadWrite)
      defer { try? file.close() }
      try file.writeAll(Self.bytes)
      #expect(failure(path) == nil)
      for part in (0..<200).reversed() {
        try file.resize(to: Int64(Self.bytes.count * part / 200))
        let found = failure(path)
        #expect(found?.place == .file, "\(part)")
      }
    }
  }

  @Test func `Links do not lead out of the folder`() throws {
    try inFolder { folder in
      let path = folder.appending("model.onnx")
      let graph = Handmade.graph(
        nodes: [Handmade.node("Relu", ["x"], ["y"])],
        tensors: [Handmade.external("w", [2], location: "weights.bin")])
      try Data(Handmade.model(graph: graph)).write(to: URL(filePath: path.string))
      #expect(failure(path) == nil)
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending("weights.bin").string, withDestinationPath: "/etc/passwd")
      #expect(
        failure(path) == ONNXFailure(.externalLocation("weights.bin"), at: .tensor("w")))
    }
  }
}
