import CRLAVectors

/// What is applied to a product while it is in the cache:
/// `y = f((x + before − center) · scale + shift + after)`; center, scale and shift by channel.
package struct Epilogue {
  package var before: FeatureMap?
  /// Subtracted before scaling, so that a mean far from zero costs no accuracy.
  package var center: UnsafePointer<Float>?
  package var scale: UnsafePointer<Float>?
  package var shift: UnsafePointer<Float>?
  package var after: FeatureMap?
  package var function: ElementLoop

  package init(
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

  package static var none: Epilogue { Epilogue() }

  var isIdentity: Bool {
    before == nil && center == nil && scale == nil && shift == nil && after == nil
      && function == .identity
  }

  /// The terms from a pixel and a channel onward, for loops in C.
  func terms(from row: Int = 0, channel: Int = 0) -> vec_terms {
    precondition(function.isFused, "Only fused functions are applied in an epilogue.")
    var terms = vec_terms()
    if let before { terms.before = before.map(from: row, channel: channel) }
    if let after { terms.after = after.map(from: row, channel: channel) }
    terms.center = center.map { $0 + channel }
    terms.scale = scale.map { $0 + channel }
    terms.shift = shift.map { $0 + channel }
    terms.function = function.function
    return terms
  }

  /// The same for some pixels alone, as one line.
  func line(_ pixels: Range<Int>) -> Epilogue {
    var line = self
    line.before = before?.line(pixels)
    line.after = after?.line(pixels)
    return line
  }

  /// Applies it to some pixels and channels of `x` and writes the same of `y`.
  func apply(_ x: FeatureMap, to y: FeatureMap, rows: Range<Int>, channels: Range<Int>) {
    let (row, first) = (rows.lowerBound, channels.lowerBound)
    var terms = terms(from: row, channel: first)
    vec_epilogue(
      rows.count, channels.count, x.map(from: row, channel: first), &terms,
      y.map(from: row, channel: first))
  }

  /// Applies it to some pixels of `y` in place.
  func apply(inPlace y: FeatureMap, rows: Range<Int>, channels: Range<Int>) {
    if isIdentity { return }
    apply(y, to: y, rows: rows, channels: channels)
  }

  /// `y = epilogue(x)` for whole maps.
  package func run(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    pool.split(x.rows, grain: max(1, 4096 / max(1, x.channels))) { rows, _ in
      apply(x, to: y, rows: rows, channels: 0..<x.channels)
    }
  }
}
