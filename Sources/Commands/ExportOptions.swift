import ArgumentParser
import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAONNX
import RLASymbolic
import SystemPackage

/// Where the weights of an exported model come from.
enum ExportedWeights: Equatable, ExpressibleByArgument {
  /// They follow from the names of their tensors.
  case formula
  /// They are left out.
  case none
  /// They stand in a file, whose names and shapes fit.
  case file(String)

  init?(argument: String) {
    switch argument {
    case "formula": self = .formula
    case "none": self = .none
    case "": return nil
    default: self = .file(argument)
    }
  }

  /// What has the elements of the tensors of a network.
  ///
  /// - Parameters:
  ///   - given: What was asked for; nil for the weights of a model that is written again, and the formula
  ///     for a named network.
  ///   - named: The network.
  /// - Returns: The source of the elements.
  /// - Throws: `CommandFailure` where a file cannot be read or does not fit.
  static func elements(
    _ given: ExportedWeights?, for named: NamedArchitecture
  ) throws(CommandFailure) -> ExportedElements {
    if given == nil, let model = named.imported {
      return ExportedElements(CompletedSource(try ModelFile.weights(of: model)), path: model.path)
    }
    guard case .file(let path) = given else {
      return ExportedElements(CompletedSource(SyntheticWeights()), path: nil)
    }
    if named.imported != nil { throw .weightsOfModel(named.requested) }
    let weights = try NetworkWeights(path, for: named.network)
    return ExportedElements(weights.file.tensors, path: path)
  }
}

/// The elements of a model that is written, from a source that may fail.
final class ExportedElements: ONNXElements {
  private let source: any TensorSource
  private let path: String?
  /// What the source lacked first; what was written since then is worthless.
  private var failure: TensorFailure?

  init(_ source: some TensorSource, path: String?) {
    self.source = source
    self.path = path
  }

  func read(_ tensor: ONNXTensor, _ accept: (UnsafeRawBufferPointer) -> Void) {
    let request = TensorRequest(tensor.name, tensor.dims, tensor.type)
    var missing = request.byteCount
    do throws(TensorFailure) {
      try source.read(request) { chunk in
        missing -= chunk.count
        accept(chunk)
      }
    } catch {
      failure = failure ?? error
    }
    // Whoever writes counts on all bytes.
    while missing > 0 {
      let zeros = [UInt8](repeating: 0, count: min(missing, 1 << 16))
      zeros.withUnsafeBytes(accept)
      missing -= zeros.count
    }
  }

  /// Ends the writing of a file, which is then not there, where the source lacked something.
  func requireAll() throws(Errno) {
    if failure != nil { throw .canceled }
  }

  /// The failure of a writing, which may be that of the source.
  func cause(of error: CommandFailure) -> CommandFailure {
    guard let failure, let path else { return error }
    return .unreadableTensor(path, failure)
  }
}

/// The sizes of the images that a model leaves open.
struct FreeAxes: Equatable {
  private enum Axis: String, CaseIterable {
    case batch
    case height
    case width

    /// The place among the sizes of N×C×H×W.
    var place: Int {
      switch self {
      case .batch: 0
      case .height: 2
      case .width: 3
      }
    }
  }

  private let axes: Set<Axis>

  /// Reads `batch` or `batch,height,width`.
  init(parsing text: String) throws {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let axes = words.compactMap { Axis(rawValue: String($0)) }
    guard axes.count == words.count, Set(axes).count == axes.count else {
      throw ValidationError(Wording.freeAxes)
    }
    self.axes = Set(axes)
  }

  var isBatchFree: Bool { axes.contains(.batch) }
  var isHeightFree: Bool { axes.contains(.height) }
  var isWidthFree: Bool { axes.contains(.width) }

  /// The inputs with symbols for the sizes that stay open, under their names here.
  func leaving(
    _ inputs: [Fact], of named: NamedArchitecture
  ) throws(CommandFailure) -> [Fact] {
    if named.network.imageChannels == nil {
      throw .input(named.architecture.name, .noImages(option: "--dynamic"))
    }
    var inputs = inputs
    for axis in axes { inputs[0].shape.dims[axis.place] = Dim(Symbol(axis.rawValue)) }
    return inputs
  }
}
