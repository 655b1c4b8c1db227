/// Real numbers to whole numbers of a few bits and back, each with its scale and zero point.
///
/// `q = clamp(round(x / scale) + zero)` and `x = (q − zero) · scale`; halves are rounded to even, as in
/// ONNX QuantizeLinear.
package struct QuantizationLoop: Sendable {
  /// Tensors: the result, what is read, the scales, the zero points.
  private let walk: StridedWalk
  private let kind: NumberKind

  /// - Parameters:
  ///   - sizes: The shape of both tensors.
  ///   - target: The strides of what is written.
  ///   - source: The strides of what is read.
  ///   - scale: The strides of the scales, zero where one repeats.
  ///   - zero: The strides of the zero points.
  ///   - kind: What the whole numbers are: integers of 8, 16 or 32 bits, the last with a sign.
  package init(
    sizes: [Int], to target: [Int], from source: [Int], scale: [Int], zero: [Int],
    _ kind: NumberKind
  ) {
    walk = StridedWalk(sizes: sizes, strides: [target, source, scale, zero])
    self.kind = kind
  }

  /// Writes whole numbers; a zero point that is missing is 0.
  package func quantize(
    _ x: UnsafePointer<Float>, scale: UnsafePointer<Float>, zero: UnsafeMutableRawPointer?,
    to y: UnsafeMutableRawPointer, on pool: WorkerPool
  ) {
    switch kind {
    case .int8: write(x, scale, zero, y, Int8.self, pool)
    case .int32: write(x, scale, zero, y, Int32.self, pool)
    case .int16: write(x, scale, zero, y, Int16.self, pool)
    case .uint16: write(x, scale, zero, y, UInt16.self, pool)
    default: write(x, scale, zero, y, UInt8.self, pool)
    }
  }

  /// Writes real numbers.
  package func dequantize(
    _ x: UnsafeMutableRawPointer, scale: UnsafePointer<Float>, zero: UnsafeMutableRawPointer?,
    to y: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    switch kind {
    case .int8: read(x, scale, zero, y, Int8.self, pool)
    case .int32: read(x, scale, zero, y, Int32.self, pool)
    case .int16: read(x, scale, zero, y, Int16.self, pool)
    case .uint16: read(x, scale, zero, y, UInt16.self, pool)
    default: read(x, scale, zero, y, UInt8.self, pool)
    }
  }

  private func write<Whole: FixedWidthInteger>(
    _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ zero: UnsafeMutableRawPointer?,
    _ y: UnsafeMutableRawPointer, _ type: Whole.Type, _ pool: WorkerPool
  ) {
    let (zero, y) = (zero?.assumingMemoryBound(to: type), y.assumingMemoryBound(to: type))
    visit(pool) { place in
      let quotient = (x[place.source] / scale[place.scale]).rounded(.toNearestOrEven)
      y[place.target] = .clamped(Double(quotient) + (zero.map { Double($0[place.zero]) } ?? 0))
    }
  }

  private func read<Whole: FixedWidthInteger>(
    _ x: UnsafeMutableRawPointer, _ scale: UnsafePointer<Float>, _ zero: UnsafeMutableRawPointer?,
    _ y: UnsafeMutablePointer<Float>, _ type: Whole.Type, _ pool: WorkerPool
  ) {
    let (zero, x) = (zero?.assumingMemoryBound(to: type), x.assumingMemoryBound(to: type))
    visit(pool) { place in
      let shifted = Int64(x[place.source]) - (zero.map { Int64($0[place.zero]) } ?? 0)
      y[place.target] = Float(shifted) * scale[place.scale]
    }
  }

  private typealias Place = (target: Int, source: Int, scale: Int, zero: Int)

  @inline(__always)
  private func visit(_ pool: WorkerPool, _ body: (Place) -> Void) {
    let (rows, columns) = (walk.rows.strides, walk.columns.strides)
    walk.run(on: pool) { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        for column in 0..<columnCount {
          func offset(_ tensor: Int) -> Int {
            offsets[tensor] + row * rows[tensor] + column * columns[tensor]
          }
          body((offset(0), offset(1), offset(2), offset(3)))
        }
      }
    }
  }
}

extension FixedWidthInteger {
  /// The nearest number of the type; 0 for what is not a number.
  fileprivate static func clamped(_ number: Double) -> Self {
    if number.isNaN { return 0 }
    return number <= Double(Self.min) ? .min : number >= Double(Self.max) ? .max : Self(number)
  }
}

/// The scale and the zero point of 8-bit numbers that cover the range of a tensor and 0.
///
/// ONNX DynamicQuantizeLinear, version 11; a tensor of zeros has the scale 1, as in ONNX Runtime.
package struct QuantizationRange: Sendable {
  package let scale: Float
  package let zero: UInt8

  /// - Parameters:
  ///   - x: Elements in any order.
  ///   - count: How many.
  package init(_ x: UnsafePointer<Float>, count: Int) {
    var (least, most) = (Float(0), Float(0))
    for element in UnsafeBufferPointer(start: x, count: count) {
      least = min(least, element)
      most = max(most, element)
    }
    self.init(from: least, to: most)
  }

  /// The range between two numbers, the first of which is not above 0, and the second not below.
  init(from least: Float, to most: Float) {
    scale = least == most ? 1 : (most - least) / 255
    zero = .clamped(Double((-least / scale).rounded(.toNearestOrEven)))
  }

  /// The nearest number that has 8 bits.
  func rounded(_ value: Float) -> Float {
    let place = (value / scale).rounded(.toNearestOrEven) + Float(zero)
    return (min(max(place, 0), 255) - Float(zero)) * scale
  }
}
