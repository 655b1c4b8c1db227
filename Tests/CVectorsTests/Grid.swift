import CRLAVectors
import Testing

/// A level of vector instructions that this machine can run.
struct Level: Sendable, CustomTestStringConvertible {
  let index: Int

  var loops: vec_loops { vec_level(index).pointee }
  var testDescription: String { String(cString: loops.level) }

  static let all = (0..<vec_level_count()).map(Level.init)
}

/// Numbers that look random and are the same in every run.
struct Draws {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 }

  /// A number in −1 ..< 1.
  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) / 8_388_608 - 1
  }

  mutating func next(below count: Int) -> Int { Int((next() + 1) / 2 * Float(count)) }
}

/// Rows of channels with values between them that loops must not change.
final class Grid {
  let rows: Int
  let channels: Int
  let stride: Int
  let base: UnsafeMutablePointer<Float>
  private static let untouched: Float = 12345

  /// The gap is what lies between two rows.
  init(
    _ rows: Int, _ channels: Int, gap: Int = 3,
    _ value: (_ row: Int, _ channel: Int) -> Float = { _, _ in 0 }
  ) {
    (self.rows, self.channels, stride) = (rows, channels, channels + gap)
    base = .allocate(capacity: max(1, rows * (channels + gap)))
    base.initialize(repeating: Self.untouched, count: rows * stride)
    for row in 0..<rows {
      for channel in 0..<channels { base[row * stride + channel] = value(row, channel) }
    }
  }

  /// Filled with numbers in −1 ..< 1.
  convenience init(_ rows: Int, _ channels: Int, gap: Int = 3, seed: Int) {
    var draws = Draws(seed)
    self.init(rows, channels, gap: gap) { _, _ in draws.next() }
  }

  deinit { base.deallocate() }

  var map: vec_map { vec_map(base: base, stride: stride) }

  subscript(row: Int, channel: Int) -> Double { Double(base[row * stride + channel]) }

  /// The values as they are now.
  var values: [[Double]] { (0..<rows).map { row in (0..<channels).map { self[row, $0] } } }

  var areGapsUntouched: Bool {
    (0..<rows).allSatisfy { row in
      (channels..<stride).allSatisfy { base[row * stride + $0] == Self.untouched }
    }
  }

  /// Expects a value in every place, to `tolerance` of its size or of 1.
  func expect(
    _ tolerance: Double = 1e-5, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation,
    _ expected: (_ row: Int, _ channel: Int) -> Double
  ) {
    var worst = 0.0
    for row in 0..<rows {
      for channel in 0..<channels {
        let wanted = expected(row, channel)
        let error = abs(self[row, channel] - wanted) / max(1, abs(wanted))
        worst = error <= worst ? worst : error
      }
    }
    #expect(
      worst <= tolerance && areGapsUntouched, "\(comment) \(channels) channels",
      sourceLocation: sourceLocation)
  }
}

/// Sums in double precision.
final class Sums {
  let count: Int
  let base: UnsafeMutablePointer<Double>

  /// All begin with `start`.
  init(_ count: Int, start: Double) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: start, count: count)
  }

  deinit { base.deallocate() }

  func expect(
    _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ expected: (_ channel: Int) -> Double
  ) {
    let errors = (0..<count).map { abs(base[$0] - expected($0)) / max(1, abs(expected($0))) }
    #expect(
      errors.allSatisfy { $0 <= 1e-5 }, "\(comment) \(count) channels",
      sourceLocation: sourceLocation)
  }
}
