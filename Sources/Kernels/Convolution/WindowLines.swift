import CRLAVectors

/// Depthwise filters of three by three, for which loops take a line of windows at a time: the products
/// of several windows stay in registers until their epilogue.
struct WindowLines {
  private let geometry: ConvolutionGeometry
  /// Channels of the filter.
  private let channels: Int

  /// nil for other windows, and where neighbors are more than two pixels apart.
  init?(_ geometry: ConvolutionGeometry, channels: Int) {
    let h = geometry.horizontal
    guard geometry.kernelLines == 3, h.kernel == 3, h.dilation == 1, h.stride <= 2 else {
      return nil
    }
    self.geometry = geometry
    self.channels = channels
  }

  /// The windows of a line, counted over the batch, over some channels of the input.
  private func windows(_ line: Int, over x: FeatureMap) -> vec_window_line {
    let h = geometry.horizontal
    let (image, row) = line.quotientAndRemainder(dividingBy: geometry.outputLines)
    func pixels(_ tap: Int) -> UnsafePointer<Float>? {
      geometry.inputLine(under: tap, of: row).map {
        UnsafePointer(x.row((image * geometry.inputLines + $0) * h.input))
      }
    }
    return vec_window_line(
      pixels: (pixels(0), pixels(1), pixels(2)), width: h.input, step: x.stride,
      padding: h.padding, stride: h.stride, windows: h.output, channels: x.channels,
      filter_step: channels)
  }

  /// `y = epilogue(Σ over taps of x · filter)` for a line of y.
  ///
  /// x is the channels from `channel` on, those that y and the epilogue begin with.
  func filter(
    _ x: FeatureMap, _ filter: UnsafePointer<Float>, channel: Int, to y: FeatureMap,
    epilogue: Epilogue, line: Int
  ) {
    let first = line * geometry.horizontal.output
    var windows = windows(line, over: x)
    var terms = epilogue.terms(from: first, channel: channel)
    vec_filter_line(
      &windows, filter + channel, &terms, y.map(from: first, channel: channel))
  }

  /// `taps += Σ over a line of windows of x · dy`, by tap and channel.
  func multiply(
    _ x: FeatureMap, _ dy: FeatureMap, channel: Int, to taps: UnsafeMutablePointer<Float>, line: Int
  ) {
    var windows = windows(line, over: x)
    vec_multiply_line(
      &windows, dy.map(from: line * geometry.horizontal.output, channel: channel), taps + channel)
  }
}
