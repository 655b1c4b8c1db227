import RLAExecution
import RLANetworks
import RLASymbolic

/// Windows over one to three axes, visited one after another.
struct PlainWindows {
  let windows: [Window]
  /// Elements along each axis, and positions of the window.
  let sizes: [Int]
  let positions: [Int]
  private let before: [Int]
  private let after: [Int]

  init(_ windows: [Window], over sizes: [Int], positions: [Int]? = nil, padding: [Int]? = nil) {
    self.windows = windows
    self.sizes = sizes
    self.positions =
      positions
      ?? zip(windows, sizes).map { $0.outputSize(of: Dim($1)).value ?? 0 }
    before = padding ?? zip(windows, sizes).map { $0.padding(of: $1).before }
    after = zip(windows, sizes).map { $0.padding(of: $1).after }
  }

  var taps: Int { windows.reduce(1) { $0 * $1.kernel } }
  var area: Int { sizes.reduce(1, *) }
  var count: Int { positions.reduce(1, *) }

  /// The places of all elements of a grid, the last axis fastest.
  private static func places(_ sizes: [Int]) -> [[Int]] {
    sizes.reduce([[]]) { places, size in places.flatMap { place in (0..<size).map { place + [$0] } }
    }
  }

  /// For each position, the taps on an element, with its index.
  var meetings: [[(tap: Int, element: Int)]] {
    let taps = Self.places(windows.map(\.kernel))
    return Self.places(positions).map { position in
      taps.enumerated().compactMap { number, tap in
        let place = self.place(position, tap)
        guard zip(place, sizes).allSatisfy({ (0..<$1).contains($0) }) else { return nil }
        return (number, zip(place, sizes).reduce(0) { $0 * $1.1 + $1.0 })
      }
    }
  }

  /// For each position, the taps on an element or the padding.
  var paddedCounts: [Int] {
    let taps = Self.places(windows.map(\.kernel))
    return Self.places(positions).map { position in
      taps.count { tap in
        let place = self.place(position, tap)
        return place.indices.allSatisfy {
          place[$0] >= -before[$0] && place[$0] < sizes[$0] + after[$0]
        }
      }
    }
  }

  private func place(_ position: [Int], _ tap: [Int]) -> [Int] {
    windows.indices.map {
      position[$0] * windows[$0].stride + tap[$0] * windows[$0].dilation - before[$0]
    }
  }
}

/// Whole numbers drawn from a fixed sequence.
struct Draws {
  private let formula: SyntheticValues
  private var next = 0

  init(_ name: String) { formula = SyntheticValues(name) }

  mutating func draw(_ range: ClosedRange<Int>) -> Int {
    next += 1
    return range.lowerBound + Int(formula.unit(next) * Double(range.count))
  }

  /// A window of any kind.
  ///
  /// `most` is the largest padding at an end.
  mutating func window(kernel: Int, most: Int, rounding: Window.Rounding = .down) -> Window {
    let paddings: [Window.Padding] = [
      .fixed(before: draw(0...most), after: draw(0...most)), .sameUpper, .sameLower,
    ]
    return Window(
      kernel, stride: draw(1...3), padding: paddings[[0, 0, 1, 2][draw(0...3)]],
      dilation: draw(1...2), rounding: rounding)
  }
}
