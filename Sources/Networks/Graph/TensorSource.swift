import RLASymbolic

/// Where tensors come from: synthetic weights, a checkpoint, the initializers of a model.
///
/// A source delivers a tensor in chunks, so that the whole of it is never held twice: a mapped file
/// gives views of itself, an archive what it has just inflated.
public protocol TensorSource {
  /// Reads the tensor that a request names, in row-major order.
  ///
  /// - Parameters:
  ///   - request: What is wanted; the source converts where it holds another type.
  ///   - accept: Receives the next elements of the wanted type, aligned for it and valid only
  ///     during the call.
  /// - Throws: `TensorFailure` where the source lacks the tensor or holds one of another shape or type.
  func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure)

  /// Reads the tensor that a request names, in row-major order, into memory of exactly its size.
  ///
  /// A source whose elements are already of this form reads them without a copy between.
  ///
  /// - Parameters:
  ///   - request: What is wanted; the source converts where it holds another type.
  ///   - memory: Where the elements go, aligned for the wanted type.
  ///   - seen: Receives the next elements in that memory while they are still in the cache.
  /// - Throws: As `read(_:_:)` does, also where the source delivers more or fewer elements; part of
  ///   the memory may have been written.
  func read(
    _ request: TensorRequest, into memory: UnsafeMutableRawBufferPointer,
    _ seen: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure)

  /// Whether several threads may read this tensor into memory at once, beside others of the kind.
  func canBeReadAtOnce(_ request: TensorRequest) -> Bool
}

/// A request for a tensor.
public struct TensorRequest: Hashable, Sendable {
  /// The name in the state_dict or model; for a shared tensor the first of its names.
  public let name: String
  public let type: ElementType
  /// Sizes along the axes, in the order of the source; empty for a scalar.
  public let shape: [Int]

  public init(_ name: String, _ shape: [Int], _ type: ElementType = .float32) {
    precondition(shape.allSatisfy { $0 >= 0 }, "Sizes are not negative.")
    self.name = name
    self.type = type
    self.shape = shape
  }

  /// A tensor that no layer owns; nil where a size is not a number.
  public init?(_ constant: Constant) {
    guard let shape = constant.fact.shape.values else { return nil }
    self.init(constant.name, shape, constant.fact.type)
  }

  /// Elements of the tensor.
  public var count: Int { shape.reduce(1, *) }

  public var byteCount: Int { count * type.bytes }
}

/// Why a source does not deliver a tensor, as facts.
public struct TensorFailure: Error, Hashable, Sendable {
  /// What a source has under a name.
  public enum Found: Hashable, Sendable {
    case nothing
    case tensor(ElementType, shape: [Int])
    /// Another number of elements than the shape has.
    case elements(Int)
  }

  public let expected: TensorRequest
  public let found: Found

  public init(expected: TensorRequest, found: Found) {
    self.expected = expected
    self.found = found
  }
}

extension TensorSource {
  public func canBeReadAtOnce(_ request: TensorRequest) -> Bool { false }

  public func read(
    _ request: TensorRequest, into memory: UnsafeMutableRawBufferPointer,
    _ seen: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    try copy(request, into: memory, seen)
  }

  /// Reads a tensor piece by piece and copies the pieces into memory of its size.
  package func copy(
    _ request: TensorRequest, into memory: UnsafeMutableRawBufferPointer,
    _ seen: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    precondition(memory.count == request.byteCount, "The memory has another size.")
    var filled = 0
    try read(request) { chunk in
      let end = min(filled + chunk.count, memory.count)
      memory[min(filled, end)..<end].copyBytes(from: chunk.prefix(end - min(filled, end)))
      filled += chunk.count
      seen(chunk)
    }
    if filled != memory.count {
      throw TensorFailure(expected: request, found: .elements(filled / request.type.bytes))
    }
  }

  /// Reads a tensor as `read(_:into:_:)` does, without a look at its pieces.
  public func read(
    _ request: TensorRequest, into memory: UnsafeMutableRawBufferPointer
  ) throws(TensorFailure) {
    try read(request, into: memory) { _ in }
  }
}
