import RLACheckpoints
import RLAFiles
import RLANetworks
import RLAONNX
import RLAReports
import RLAText
import SystemPackage

/// A file of tensors that a user names: a checkpoint, or an ONNX model with its initializers.
struct WeightsFile {
  let path: String
  let tensors: any TensorFile
  /// Nil for an ONNX model.
  let checkpoint: Checkpoint?

  /// - Throws: `CommandFailure` where the file cannot be read or is neither.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    if ModelFile.isModel(path) {
      let model = try ModelFile.read(path, branches: [], shownName: nil) { $0.declaredInputs }
      tensors = try ModelFile.weights(of: model)
      checkpoint = nil
      if tensors.tensors.isEmpty { throw .checkpoint(path, CheckpointFailure(.noTensors)) }
      return
    }
    do throws(CheckpointFailure) {
      let file = try Checkpoint(path: FilePath(path))
      (tensors, checkpoint) = (file, file)
    } catch {
      throw CommandFailure(reading: path, error)
    }
  }

  /// Compares all elements with their checksums, where there are any.
  func check() throws(CommandFailure) {
    do throws(CheckpointFailure) {
      try checkpoint?.check()
    } catch {
      throw CommandFailure(reading: path, error)
    }
  }

  /// How the tensors fit a network; an ONNX model has shared ones once.
  func fit(to network: Network) -> WeightFit {
    WeightFit(of: tensors.tensors, to: network, hasNamesOnce: checkpoint == nil)
  }

  /// Runs what reads tensors.
  func reading<Result>(
    _ body: (any TensorFile) throws(TensorFailure) -> Result
  ) throws(CommandFailure) -> Result {
    do {
      return try body(tensors)
    } catch {
      throw .unreadableTensor(path, error)
    }
  }
}

extension CommandFailure {
  /// Why a checkpoint cannot be read.
  init(reading path: String, _ failure: CheckpointFailure) {
    if case .file(.system(let code)) = failure.reason {
      self.init(reading: path, Errno(rawValue: code))
    } else {
      self = .checkpoint(path, failure)
    }
  }
}

/// Weights from a file for one network, whose names and shapes they fit.
struct NetworkWeights {
  let file: WeightsFile
  /// What a report says of them.
  let description: LoadedWeights

  /// Opens the file and compares all checksums, names, shapes and shared tensors.
  ///
  /// - Throws: `CommandFailure` where the file cannot be read or does not fit the network exactly.
  init(_ path: String, for network: Network) throws(CommandFailure) {
    file = try WeightsFile(path)
    description = LoadedWeights(path: path, network)
    let fit = file.fit(to: network)
    if !fit.isExact { throw .misfit(path, network.name, fit) }
    try file.check()
    let entries = network.stateDictionary
    let difference = try file.reading { tensors throws(TensorFailure) in
      try tensors.disagreement(among: entries)
    }
    if let difference { throw .unequalNames(path, difference.name, difference.first) }
  }

  /// A source that counts what is not finite while it is read.
  var counting: FiniteCount { FiniteCount(file.tensors) }
}

/// A source that counts the numbers that are not finite, by tensor.
final class FiniteCount: TensorSource {
  private let source: any TensorSource
  /// The first tensor with such numbers, and how many there are in all.
  private(set) var found: (name: String, count: Int)?

  init(_ source: any TensorSource) { self.source = source }

  func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    var count = 0
    try source.read(request) { chunk in
      count += Self.count(chunk, request.type)
      accept(chunk)
    }
    note(count, in: request.name)
  }

  func read(
    _ request: TensorRequest, into memory: UnsafeMutableRawBufferPointer,
    _ seen: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    var count = 0
    try source.read(request, into: memory) { piece in
      count += Self.count(piece, request.type)
      seen(piece)
    }
    note(count, in: request.name)
  }

  private func note(_ count: Int, in name: String) {
    if count > 0 { found = (found?.name ?? name, (found?.count ?? 0) + count) }
  }

  private static func count(_ elements: UnsafeRawBufferPointer, _ type: ElementType) -> Int {
    guard type == .float32 else { return 0 }
    return elements.bindMemory(to: Float.self).reduce(0) { $0 + ($1.isFinite ? 0 : 1) }
  }
}
