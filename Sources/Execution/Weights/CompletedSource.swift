public import RLANetworks

/// A source whose missing tensors are made by formula.
public struct CompletedSource: TensorSource {
  private let source: any TensorSource

  public init(_ source: any TensorSource) { self.source = source }

  public func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    do throws(TensorFailure) {
      try source.read(request, accept)
    } catch {
      guard error.found == .nothing, request.type.isStored else { throw error }
      if request.type == .float32 { return try SyntheticWeights().read(request, accept) }
      let bytes = Self.wholeNumbers(request)
      bytes.withUnsafeBytes(accept)
    }
  }

  /// Numbers of 8 bits over their whole range, and zeros of other types, which every table has a
  /// place for.
  private static func wholeNumbers(_ request: TensorRequest) -> [UInt64] {
    let values = SyntheticValues(request.name)
    var words = [UInt64](repeating: 0, count: (request.byteCount + 7) / 8)
    guard request.type == .int8 || request.type == .uint8 else { return words }
    words.withUnsafeMutableBytes { bytes in
      for index in 0..<request.byteCount { bytes[index] = UInt8(values.unit(index) * 256) }
    }
    return words
  }
}
