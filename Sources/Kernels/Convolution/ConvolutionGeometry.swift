/// How a window slides over the spatial axes, with the sizes on both sides.
///
/// Kernels work line by line; the lines of a volume, and those of its window, are counted across
/// its planes. A map without depth has one plane.
package struct ConvolutionGeometry: Hashable, Sendable {
  /// Sizes along one spatial axis.
  package struct Axis: Hashable, Sendable {
    package let input: Int
    package let output: Int
    package let kernel: Int
    package let stride: Int
    /// Padding before the first element; whatever a window covers after the last is padding too.
    package let padding: Int
    package let dilation: Int

    package init(input: Int, output: Int, kernel: Int, stride: Int, padding: Int, dilation: Int) {
      self.input = input
      self.output = output
      self.kernel = kernel
      self.stride = stride
      self.padding = padding
      self.dilation = dilation
    }

    /// The axis that a map lacks.
    package static let single = Axis(
      input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1)

    /// Whether the window is one element that visits every element.
    var isPointwise: Bool { kernel == 1 && stride == 1 && padding == 0 && input == output }

    /// From the first position under a window to the last one, padding included.
    var reach: Int { (output - 1) * stride + dilation * (kernel - 1) + 1 }

    /// The input position under a tap of the window at an output position; nil in the padding.
    func input(under tap: Int, of position: Int) -> Int? {
      let index = position * stride + tap * dilation - padding
      return index >= 0 && index < input ? index : nil
    }

    /// The output position whose tap is on input position `index`; nil where there is none.
    func output(over index: Int, tap: Int) -> Int? {
      let shifted = index + padding - tap * dilation
      guard shifted >= 0, shifted.isMultiple(of: stride) else { return nil }
      let position = shifted / stride
      return position < output ? position : nil
    }

    /// The output positions whose tap is inside the input.
    func outputs(withInputUnder tap: Int) -> Range<Int> {
      let shift = padding - tap * dilation
      let lower = shift > 0 ? (shift + stride - 1) / stride : 0
      let last = input - 1 + shift
      let upper = last < 0 ? 0 : min(output, last / stride + 1)
      return lower..<max(lower, upper)
    }

    /// The axis whose forward pass is the input gradient of this one; only for stride 1.
    fileprivate func transposed() -> Axis {
      Axis(
        input: output, output: input, kernel: kernel, stride: 1,
        padding: dilation * (kernel - 1) - padding, dilation: dilation)
    }
  }

  package let depth: Axis
  package let vertical: Axis
  package let horizontal: Axis
  /// Whether the map has no depth.
  let isFlat: Bool

  package init(depth: Axis = .single, vertical: Axis, horizontal: Axis) {
    self.depth = depth
    self.vertical = vertical
    self.horizontal = horizontal
    isFlat = depth == .single
  }

  package var taps: Int { kernelLines * horizontal.kernel }

  /// Lines of one image, of its windows, and of a window.
  var inputLines: Int { depth.input * vertical.input }
  var outputLines: Int { depth.output * vertical.output }
  var kernelLines: Int { depth.kernel * vertical.kernel }

  /// Whether the window is one pixel that visits every pixel.
  package var isPointwise: Bool {
    depth.isPointwise && vertical.isPointwise && horizontal.isPointwise
  }

  /// Whether the window moves by one element along every axis.
  var isDense: Bool { depth.stride == 1 && vertical.stride == 1 && horizontal.stride == 1 }

  /// Whether the window is 3x3 and visits every pixel, as Winograd's transforms require.
  package var isDenseThreeByThree: Bool {
    isFlat && isDense
      && [vertical, horizontal].allSatisfy { $0.kernel == 3 && $0.dilation == 1 }
  }

  /// The input line under line `tap` of the windows of an output line; nil in the padding.
  func inputLine(under tap: Int, of line: Int) -> Int? {
    if isFlat { return vertical.input(under: tap, of: line) }
    let (d, u) = tap.quotientAndRemainder(dividingBy: vertical.kernel)
    let (z, y) = line.quotientAndRemainder(dividingBy: vertical.output)
    guard let plane = depth.input(under: d, of: z), let row = vertical.input(under: u, of: y) else {
      return nil
    }
    return plane * vertical.input + row
  }

  /// The output line whose windows have their line `tap` on an input line; nil where there is none.
  func outputLine(over line: Int, tap: Int) -> Int? {
    if isFlat { return vertical.output(over: line, tap: tap) }
    let (d, u) = tap.quotientAndRemainder(dividingBy: vertical.kernel)
    let (z, y) = line.quotientAndRemainder(dividingBy: vertical.input)
    guard let plane = depth.output(over: z, tap: d), let row = vertical.output(over: y, tap: u)
    else { return nil }
    return plane * vertical.output + row
  }

  /// Visits the pixels under the window at (line, x) and returns how many there are.
  func pixels(
    under line: Int, _ x: Int, _ visit: (_ index: Int, _ tap: Int, _ line: Int, _ x: Int) -> Void
  ) -> Int {
    visitTaps(
      { inputLine(under: $0, of: line) }, { horizontal.input(under: $0, of: x) }, visit)
  }

  /// Visits the windows that cover the pixel (line, x) and returns how many there are.
  func windows(
    over line: Int, _ x: Int, _ visit: (_ index: Int, _ tap: Int, _ line: Int, _ x: Int) -> Void
  ) -> Int {
    visitTaps(
      { outputLine(over: line, tap: $0) }, { horizontal.output(over: x, tap: $0) }, visit)
  }

  /// Visits the pixels under the taps, line by line.
  private func visitTaps(
    _ line: (_ tap: Int) -> Int?, _ column: (_ tap: Int) -> Int?,
    _ visit: (_ index: Int, _ tap: Int, _ line: Int, _ x: Int) -> Void
  ) -> Int {
    var count = 0
    for u in 0..<kernelLines {
      guard let y = line(u) else { continue }
      for w in 0..<horizontal.kernel {
        guard let x = column(w) else { continue }
        visit(count, u * horizontal.kernel + w, y, x)
        count += 1
      }
    }
    return count
  }

  /// The geometry whose forward pass is the input gradient of this one; only for stride 1.
  func transposed() -> ConvolutionGeometry {
    ConvolutionGeometry(
      depth: isFlat ? .single : depth.transposed(), vertical: vertical.transposed(),
      horizontal: horizontal.transposed())
  }
}
