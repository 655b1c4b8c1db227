/// How a window slides over height and width, with the sizes on both sides.
public struct Sliding: Hashable, Sendable {
  /// Sizes along one spatial axis.
  public struct Axis: Hashable, Sendable {
    public var input: Int
    public var output: Int
    public var kernel: Int
    public var stride: Int
    public var padding: Int
    public var dilation: Int

    public init(input: Int, output: Int, kernel: Int, stride: Int, padding: Int, dilation: Int) {
      self.input = input
      self.output = output
      self.kernel = kernel
      self.stride = stride
      self.padding = padding
      self.dilation = dilation
    }

    /// The input position under tap `tap` of output position `position`; nil in the padding.
    func input(under tap: Int, of position: Int) -> Int? {
      let index = position * stride + tap * dilation - padding
      return index >= 0 && index < input ? index : nil
    }

    /// The output position whose tap `tap` lies on input position `index`; nil where there is none.
    func output(over index: Int, tap: Int) -> Int? {
      let shifted = index + padding - tap * dilation
      guard shifted >= 0, shifted.isMultiple(of: stride) else { return nil }
      let position = shifted / stride
      return position < output ? position : nil
    }
  }

  public var vertical: Axis
  public var horizontal: Axis

  public init(vertical: Axis, horizontal: Axis) {
    self.vertical = vertical
    self.horizontal = horizontal
  }

  public var taps: Int { vertical.kernel * horizontal.kernel }

  /// Whether the window is one pixel that visits every pixel, so that nothing slides.
  public var isPointwise: Bool {
    [vertical, horizontal].allSatisfy { $0.kernel == 1 && $0.stride == 1 && $0.padding == 0 }
  }

  /// Whether the window is 3x3 and visits every pixel, as Winograd's transforms ask for.
  public var isDenseThreeByThree: Bool {
    [vertical, horizontal].allSatisfy { $0.kernel == 3 && $0.stride == 1 && $0.dilation == 1 }
  }

  /// Visits the pixels under the window at (y, x) and returns how many there are.
  func pixels(
    under y: Int, _ x: Int, _ visit: (_ index: Int, _ tap: Int, _ y: Int, _ x: Int) -> Void
  ) -> Int {
    meetings({ vertical.input(under: $0, of: y) }, { horizontal.input(under: $0, of: x) }, visit)
  }

  /// Visits the windows that cover the pixel (y, x) and returns how many there are.
  func windows(
    over y: Int, _ x: Int, _ visit: (_ index: Int, _ tap: Int, _ y: Int, _ x: Int) -> Void
  ) -> Int {
    meetings({ vertical.output(over: y, tap: $0) }, { horizontal.output(over: x, tap: $0) }, visit)
  }

  /// Visits what the taps meet, line by line.
  private func meetings(
    _ row: (_ tap: Int) -> Int?, _ column: (_ tap: Int) -> Int?,
    _ visit: (_ index: Int, _ tap: Int, _ y: Int, _ x: Int) -> Void
  ) -> Int {
    var count = 0
    for u in 0..<vertical.kernel {
      guard let y = row(u) else { continue }
      for w in 0..<horizontal.kernel {
        guard let x = column(w) else { continue }
        visit(count, u * horizontal.kernel + w, y, x)
        count += 1
      }
    }
    return count
  }

  /// The sliding whose forward pass is the input gradient of this one; only for stride 1.
  func transposed() -> Sliding {
    func flip(_ axis: Axis) -> Axis {
      Axis(
        input: axis.output, output: axis.input, kernel: axis.kernel, stride: 1,
        padding: axis.dilation * (axis.kernel - 1) - axis.padding, dilation: axis.dilation)
    }
    return Sliding(vertical: flip(vertical), horizontal: flip(horizontal))
  }
}
