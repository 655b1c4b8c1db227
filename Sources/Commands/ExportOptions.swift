import ArgumentParser
import RLAArchitectures
import RLAExecution
import RLANetworks
import RLAONNX
import RLASymbolic

/// Where the weights of an exported model come from.
enum ExportedWeights: String, CaseIterable, ExpressibleByArgument, ONNXElements {
  /// They follow from the names of their tensors.
  case formula
  /// They are left out.
  case none

  func read(_ tensor: ONNXTensor, _ accept: (UnsafeRawBufferPointer) -> Void) {
    let request = TensorRequest(tensor.name, tensor.dims, tensor.type)
    do {
      try SyntheticWeights().read(request, accept)
    } catch {
      preconditionFailure("There is a formula for every tensor that is exported.")
    }
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
    if named.architecture.network.imageChannels == nil {
      throw .input(named.architecture.name, .noImages(option: "--dynamic"))
    }
    var inputs = inputs
    for axis in axes { inputs[0].shape.dims[axis.place] = Dim(Symbol(axis.rawValue)) }
    return inputs
  }
}
