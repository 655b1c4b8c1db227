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
    let (image, row) = line.quotientAndRemainder(dividingBy: geometry.outputLines)
    return windows(row, step: x.stride, channels: x.channels) {
      x.row((image * geometry.inputLines + $0) * geometry.horizontal.input)
    }
  }

  /// The windows of a line of an image; `pixels` says where a line of its input lies.
  private func windows(
    _ row: Int, step: Int, channels: Int, _ pixels: (_ line: Int) -> UnsafeMutablePointer<Float>
  ) -> vec_window_line {
    let h = geometry.horizontal
    func line(_ tap: Int) -> UnsafePointer<Float>? {
      geometry.inputLine(under: tap, of: row).map { UnsafePointer(pixels($0)) }
    }
    return vec_window_line(
      pixels: (line(0), line(1), line(2)), width: h.input, step: step, padding: h.padding,
      stride: h.stride, windows: h.output, channels: channels, filter_step: self.channels)
  }

  /// `y = epilogue(Σ over taps of x · filter)` for a line of y.
  ///
  /// x is the channels from `channel` on, those that y and the epilogue begin with.
  func filter(
    _ x: FeatureMap, _ filter: UnsafePointer<Float>, channel: Int, to y: FeatureMap,
    epilogue: Epilogue, line: Int
  ) {
    let width = geometry.horizontal.output
    let pixels = line * width..<(line + 1) * width
    self.filter(
      x, filter, channel: channel, line: line, to: y.line(pixels), epilogue: epilogue.line(pixels))
  }

  /// The same where y and the epilogue are of that line alone.
  func filter(
    _ x: FeatureMap, _ filter: UnsafePointer<Float>, channel: Int, line: Int, to y: FeatureMap,
    epilogue: Epilogue
  ) {
    run(windows(line, over: x), filter, channel: channel, to: y, epilogue)
  }

  /// The same for the first channels of a line of an image, whose input lies dense where `pixels` says.
  func filter(
    row: Int, _ filter: UnsafePointer<Float>, channels: Int, to y: FeatureMap, epilogue: Epilogue,
    pixels: (_ line: Int) -> UnsafeMutablePointer<Float>
  ) {
    run(
      windows(row, step: channels, channels: channels, pixels), filter, channel: 0, to: y,
      epilogue)
  }

  private func run(
    _ windows: vec_window_line, _ filter: UnsafePointer<Float>, channel: Int,
    to y: FeatureMap, _ epilogue: Epilogue
  ) {
    var (windows, terms) = (windows, epilogue.terms(channel: channel))
    vec_filter_line(&windows, filter + channel, &terms, y.map(channel: channel))
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
