/// Copies a tensor as numbers of another kind.
///
/// A floating-point number is truncated and clamped to the range of the kind, and NaN becomes 0;
/// whole numbers lose the bits that do not fit, as in ONNX Cast. Everything but zero is true.
package struct NumberConversion: Hashable, Sendable {
  private let walk: StridedWalk
  private let from: NumberKind
  private let to: NumberKind

  /// - Parameters:
  ///   - sizes: The shape of both.
  ///   - source: The strides of what is read.
  ///   - target: The strides of what is written, no two positions at the same address.
  ///   - from: What is read.
  ///   - to: What is written.
  package init(
    sizes: [Int], from source: [Int], to target: [Int], _ from: NumberKind, as to: NumberKind
  ) {
    walk = StridedWalk(sizes: sizes, strides: [target, source])
    self.from = from
    self.to = to
  }

  /// Converts `x` to `y`.
  package func run(
    _ x: UnsafeMutableRawPointer, to y: UnsafeMutableRawPointer, on pool: WorkerPool
  ) {
    switch from {
    case .float: write(x.assumingMemoryBound(to: Float.self), y, pool)
    case .int64: write(x.assumingMemoryBound(to: Int64.self), y, pool)
    case .int32: write(x.assumingMemoryBound(to: Int32.self), y, pool)
    case .int16: write(x.assumingMemoryBound(to: Int16.self), y, pool)
    case .uint64: write(x.assumingMemoryBound(to: UInt64.self), y, pool)
    case .uint32: write(x.assumingMemoryBound(to: UInt32.self), y, pool)
    case .uint16: write(x.assumingMemoryBound(to: UInt16.self), y, pool)
    case .uint8: write(x.assumingMemoryBound(to: UInt8.self), y, pool)
    case .int8: write(x.assumingMemoryBound(to: Int8.self), y, pool)
    case .truth: write(x.assumingMemoryBound(to: UInt8.self), y, pool)
    }
  }

  private func write<Source: Number>(
    _ x: UnsafeMutablePointer<Source>, _ y: UnsafeMutableRawPointer, _ pool: WorkerPool
  ) {
    switch to {
    case .float: move(x, y.assumingMemoryBound(to: Float.self), pool)
    case .int64: move(x, y.assumingMemoryBound(to: Int64.self), pool)
    case .int32: move(x, y.assumingMemoryBound(to: Int32.self), pool)
    case .int16: move(x, y.assumingMemoryBound(to: Int16.self), pool)
    case .uint64: move(x, y.assumingMemoryBound(to: UInt64.self), pool)
    case .uint32: move(x, y.assumingMemoryBound(to: UInt32.self), pool)
    case .uint16: move(x, y.assumingMemoryBound(to: UInt16.self), pool)
    case .uint8: move(x, y.assumingMemoryBound(to: UInt8.self), pool)
    case .int8: move(x, y.assumingMemoryBound(to: Int8.self), pool)
    case .truth: move(x, y.assumingMemoryBound(to: Truth.self), pool)
    }
  }

  private func move<Source: Number, Target: Number>(
    _ x: UnsafeMutablePointer<Source>, _ y: UnsafeMutablePointer<Target>, _ pool: WorkerPool
  ) {
    walk.runPairs(on: pool) { to, from in y[to] = x[from].converted() }
  }
}

/// A number that others can be converted to.
private protocol Number {
  init(nearest number: Float)
  init(wrapping number: Int64)
  func converted<Target: Number>() -> Target
}

extension Float: Number {
  fileprivate init(nearest number: Float) { self = number }
  fileprivate init(wrapping number: Int64) { self = Float(number) }
  fileprivate func converted<Target: Number>() -> Target { Target(nearest: self) }
}

extension Number where Self: FixedWidthInteger {
  fileprivate init(nearest number: Float) {
    if number.isNaN {
      self = 0
    } else if number <= Float(Self.min) {
      self = .min
    } else {
      self = number >= Float(Self.max) ? .max : Self(number)
    }
  }

  fileprivate init(wrapping number: Int64) { self = Self(truncatingIfNeeded: number) }
  fileprivate func converted<Target: Number>() -> Target { Target(wrapping: Int64(self)) }
}

extension Int64: Number {}
extension Int32: Number {}
extension Int16: Number {}
extension UInt32: Number {}
extension UInt16: Number {}
extension UInt8: Number {}
extension Int8: Number {}

extension UInt64: Number {
  // Larger numbers are negative while they have a sign, and keep their bits.
  fileprivate func converted<Target: Number>() -> Target {
    Target.self == Float.self
      ? Target(nearest: Float(self)) : Target(wrapping: Int64(truncatingIfNeeded: self))
  }
}

/// A truth value, written only.
private struct Truth: Number {
  let byte: UInt8

  init(nearest number: Float) { byte = number == 0 ? 0 : 1 }
  init(wrapping number: Int64) { byte = number == 0 ? 0 : 1 }
  func converted<Target: Number>() -> Target { Target(wrapping: Int64(byte)) }
}
