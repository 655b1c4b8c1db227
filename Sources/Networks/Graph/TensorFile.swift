public import RLASymbolic

/// A file of tensors by name.
public protocol TensorFile: TensorSource {
  /// What the file has, in its order.
  var tensors: [FileTensor] { get }
}

/// A tensor as a file says it.
public struct FileTensor: Hashable, Sendable {
  public let name: String
  public let type: ElementType
  /// Sizes along the axes; empty for a scalar.
  public let shape: [Int]

  public init(_ name: String, _ shape: [Int], _ type: ElementType) {
    self.name = name
    self.type = type
    self.shape = shape
  }

  /// The sizes as those of a network.
  public var symbolicShape: Shape { Shape(shape.map { Dim($0) }) }

  /// Elements of the tensor.
  public var count: Int { shape.reduce(1, *) }

  public var byteCount: Int { count * type.bytes }

  /// The request for the elements as they are.
  public var request: TensorRequest { TensorRequest(name, shape, type) }
}
