import RLANetworks

/// How a reference case makes the elements of a tensor: `a + b·u` with u by the formula of
/// `SyntheticValues`, rounded once, or down to whole numbers.
public struct TensorFill: Decodable, Hashable, Sendable {
  public enum Kind: String, Decodable, Hashable, Sendable {
    case weight
    case scale
    case shift
    case table
    case int8
    case uint8
  }

  public let kind: Kind
  public let a: Double
  public let b: Double

  public init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    kind = try list.decode(Kind.self)
    a = try list.decode(Double.self)
    b = try list.decode(Double.self)
  }

  /// Whether all elements are numbers that the type holds.
  var isPossible: Bool {
    let ends = [a, a + b]
    return switch kind {
    case .int8: ends.allSatisfy { (-128...128).contains($0) }
    case .uint8: ends.allSatisfy { (0...256).contains($0) }
    default: ends.allSatisfy { abs($0) <= 1e6 }
    }
  }

  /// Whether it is for tensors of a type.
  func makes(_ type: ElementType) -> Bool {
    switch kind {
    case .int8: type == .int8
    case .uint8: type == .uint8
    default: type.isFloating
    }
  }

  func value(_ unit: Double) -> Double {
    let value = a + b * unit
    return kind == .int8 || kind == .uint8 ? value.rounded(.down) : value
  }
}

/// The tensors of a reference case: filled by rule, others from the model.
struct FilledTensors: TensorSource {
  let fill: [String: TensorFill]
  let others: any TensorSource

  func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    guard let fill = fill[request.name] else { return try others.read(request, accept) }
    guard request.type.isStored else {
      throw TensorFailure(expected: request, found: .nothing)
    }
    let values = SyntheticValues(request.name)
    if request.type == .float32 {
      values.floats(request.count, fill.value) { accept(UnsafeRawBufferPointer($0)) }
    } else {
      readWholeNumbers(request, accept) { Int(fill.value(values.unit($0))) }
    }
  }

  private func readWholeNumbers(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void, _ number: (Int) -> Int
  ) {
    let (chunk, size) = (SyntheticValues.chunkCount, request.type.bytes)
    withUnsafeTemporaryAllocation(byteCount: chunk * size, alignment: 64) { buffer in
      guard let base = buffer.baseAddress else { return }
      for first in stride(from: 0, to: request.count, by: chunk) {
        let count = min(chunk, request.count - first)
        for place in 0..<count { request.type.store(number(first + place), base, place) }
        accept(UnsafeRawBufferPointer(rebasing: buffer[..<(count * size)]))
      }
    }
  }
}
