public import RLANetworks
public import SystemPackage

/// A tensor in a file of its own, as ONNX keeps the inputs and the expected outputs of its tests.
public struct ONNXTensorFile: Sendable {
  /// Without the elements of a large tensor.
  let tensor: ONNXTensor
  /// All elements in row-major order.
  public let elements: Elements

  public enum Elements: Sendable, Equatable {
    /// Whole numbers, truth values as 0 and 1; those of 64 bits without a sign keep their bits.
    case whole([Int])
    case real([Double])
  }

  /// - Parameter path: The file.
  /// - Throws: `ONNXFailure` where it cannot be read, holds no tensor, or one whose elements are no
  ///   numbers.
  public init(path: FilePath) throws(ONNXFailure) {
    let bytes = try FileBytes(path: path)
    var reader = WireReader(bytes, "TensorProto")
    let whole = reader
    tensor = try ONNXTensor(message: &reader)
    guard let numbers = try whole.elements(of: tensor) else {
      throw ONNXFailure(.unreadElements(tensor.type), at: .tensor(tensor.name))
    }
    elements =
      tensor.type.isFloating
      ? .real(numbers.map(\.real)) : .whole(numbers.map { $0.whole ?? 0 })
  }

  public var type: ElementType { tensor.type }
  public var sizes: [Int] { tensor.dims }

  /// The elements as a part of the file that they are in; nil where they are a long list of numbers.
  func stored(in location: String) -> ONNXTensor? {
    var tensor = tensor
    if tensor.numbers != nil { return tensor }
    guard case .raw(let range) = tensor.storage else { return nil }
    tensor.storage = .external(
      ONNXTensor.ExternalData(location: location, offset: range.lowerBound, length: range.count))
    return tensor
  }
}

extension WireReader {
  /// The elements of a tensor of this message; nil for types that nothing here reads.
  fileprivate func elements(of tensor: ONNXTensor) throws(ONNXFailure) -> [ONNXNumber]? {
    if let numbers = tensor.numbers { return numbers }
    switch tensor.storage {
    case .raw(let range):
      return try withBytes(in: range) { tensor.type.numbers(in: $0, tensor.count) }
    case .list: return tensor.type.numbers(listed: try numbers(), tensor.count)
    case .external: return nil
    }
  }
}

extension ONNXModel {
  /// The model with some of its inputs stored in it.
  ///
  /// - Parameter files: By the name of an input, its elements and the place of their file in the folder
  ///   of the model.
  /// - Returns: The model; an input whose elements no initializer can have stays an input.
  public func storing(_ files: [String: (file: ONNXTensorFile, location: String)]) -> ONNXModel {
    var model = self
    for input in graph.inputs {
      guard let (file, location) = files[input.name],
        var tensor = file.stored(in: location)
      else { continue }
      (tensor.name, tensor.id) = (input.name, input.id)
      model.graph.initializers.append(tensor)
    }
    return model
  }
}
