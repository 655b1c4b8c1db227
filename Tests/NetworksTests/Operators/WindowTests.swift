import RLANetworks
import RLASymbolic
import Testing

@Suite struct WindowTests {
  /// What a kernel of an extent does along one axis.
  private struct Walk {
    let extent: Int
    let stride: Int
    let before: Int
    let after: Int

    /// Positions at which the kernel lies inside the padded axis.
    func full(_ size: Int) -> Int {
      var (positions, start) = (0, -before)
      while start + extent <= size + after {
        positions += 1
        start += stride
      }
      return positions
    }

    /// PyTorch's `ceil_mode`: one more where elements are left, if it starts inside the axis or the
    /// padding before it.
    func rounded(_ size: Int) -> Int {
      let positions = full(size)
      let end = -before + (positions - 1) * stride + extent
      let next = -before + positions * stride
      return end < size + after && next < size ? positions + 1 : positions
    }
  }

  private func forEachWalk(_ body: (Walk, Int, Int) throws -> Void) rethrows {
    for kernel in 1...5 {
      for stride in 1...4 {
        for dilation in 1...3 {
          for before in 0...kernel / 2 {
            for after in 0...kernel / 2 {
              let extent = dilation * (kernel - 1) + 1
              try body(
                Walk(extent: extent, stride: stride, before: before, after: after), kernel,
                dilation)
            }
          }
        }
      }
    }
  }

  @Test(arguments: [Window.Rounding.down, .up])
  func `Positions agree with a walk at every size`(rounding: Window.Rounding) throws {
    try forEachWalk { (walk, kernel, dilation) throws in
      let window = Window(
        kernel, stride: walk.stride, padding: .fixed(before: walk.before, after: walk.after),
        dilation: dilation, rounding: rounding)
      #expect(window.extent == walk.extent)
      let form = window.outputSize(of: Dim(.height))
      for size in walk.extent...25 {
        let expected = rounding == .down ? walk.full(size) : walk.rounded(size)
        if window.outputSize(of: Dim(size)).value != expected {
          Issue.record("\(window) of \(size) is not \(expected)")
        }
        if try form.evaluated(at: [.height: size]) != expected {
          Issue.record("\(window) in symbols at \(size) is not \(expected)")
        }
      }
    }
  }

  @Test(arguments: [Window.Padding.sameUpper, .sameLower])
  func `SAME padding is the least for which every stride has a position`(
    padding: Window.Padding
  ) throws {
    try forEachWalk { (walk, kernel, dilation) throws in
      guard walk.before == 0, walk.after == 0 else { return }
      let window = Window(kernel, stride: walk.stride, padding: padding, dilation: dilation)
      let form = window.outputSize(of: Dim(.height))
      for size in 1...25 {
        let (before, after) = window.padding(of: size)
        let odd = padding == .sameUpper ? after - before : before - after
        #expect(odd == 0 || odd == 1)
        let padded = Walk(
          extent: walk.extent, stride: walk.stride, before: before, after: after)
        let expected = (size + walk.stride - 1) / walk.stride
        #expect(padded.full(size) == expected)
        if before + after > 0 {
          let less = Walk(
            extent: walk.extent, stride: walk.stride, before: 0, after: before + after - 1)
          #expect(less.full(size) < expected)
        }
        #expect(window.outputSize(of: Dim(size)).value == expected)
        #expect(try form.evaluated(at: [.height: size]) == expected)
      }
    }
  }

  @Test func `The smallest input of a number of positions is found by search`() {
    forEachWalk { walk, kernel, dilation in
      let window = Window(
        kernel, stride: walk.stride, padding: .fixed(before: walk.before, after: walk.after),
        dilation: dilation)
      for positions in 1...6 {
        // A kernel may lie in the padding alone; sizes below 1 then count too.
        let smallest = (-9...40).first { walk.full($0) == positions }
        #expect(window.inputSize(of: Dim(positions)).value == smallest)
      }
    }
  }
}
