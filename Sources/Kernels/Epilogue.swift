import CVectors

/// A function applied to every element at the end of a kernel.
public enum ElementLoop: Int32, Sendable {
  case identity
  case relu
  case relu6
  case sigmoid
  case tanh
}

/// What happens to a product while it is in the cache:
/// `y = f((x + before − center) · scale + shift + after)`; center, scale and shift by channel.
public struct Epilogue {
  public var before: FeatureMap?
  /// Subtracted before the scale, so that a mean far from zero costs no digits.
  public var center: UnsafePointer<Float>?
  public var scale: UnsafePointer<Float>?
  public var shift: UnsafePointer<Float>?
  public var after: FeatureMap?
  public var function: ElementLoop

  public init(
    before: FeatureMap? = nil, center: UnsafePointer<Float>? = nil,
    scale: UnsafePointer<Float>? = nil, shift: UnsafePointer<Float>? = nil,
    after: FeatureMap? = nil,
    function: ElementLoop = .identity
  ) {
    self.before = before
    self.center = center
    self.scale = scale
    self.shift = shift
    self.after = after
    self.function = function
  }

  public static var none: Epilogue { Epilogue() }

  var isIdentity: Bool {
    before == nil && center == nil && scale == nil && shift == nil && after == nil
      && function == .identity
  }

  /// Applies it to some pixels and channels of `x`, into the same of `y`.
  func apply(_ x: FeatureMap, to y: FeatureMap, rows: Range<Int>, channels: Range<Int>) {
    let first = channels.lowerBound
    vec_epilogue(
      rows.count, channels.count, x.row(rows.lowerBound) + first, x.stride,
      before.map { UnsafePointer($0.row(rows.lowerBound) + first) }, before?.stride ?? 0,
      center.map { $0 + first }, scale.map { $0 + first }, shift.map { $0 + first },
      after.map { UnsafePointer($0.row(rows.lowerBound) + first) }, after?.stride ?? 0,
      function.rawValue, y.row(rows.lowerBound) + first, y.stride)
  }

  /// Applies it to some pixels of `y` where they are.
  func apply(inPlace y: FeatureMap, rows: Range<Int>, channels: Range<Int>) {
    if isIdentity { return }
    apply(y, to: y, rows: rows, channels: channels)
  }

  /// `y = epilogue(x)` for whole maps.
  public func run(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    pool.split(x.rows, grain: max(1, 4096 / max(1, x.channels))) { rows, _ in
      apply(x, to: y, rows: rows, channels: 0..<x.channels)
    }
  }
}
