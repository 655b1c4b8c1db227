import Foundation
import RLAPlots
import Testing

@Suite struct SeriesStyleTests {
  /// What the cones of an eye without one kind of them see, as matrices on linear sRGB: Machado,
  /// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
  /// Deficiency", 2009, severity 1.
  private static let deficiencies: [(name: String, rows: [[Double]])] = [
    ("none", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "tritanopia",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  private func linear(_ color: PlotColor) -> [Double] {
    [color.red, color.green, color.blue].map { part in
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  /// CIE L*a*b* under D65 of a color seen with a deficiency.
  private func lab(_ color: PlotColor, _ rows: [[Double]]) -> [Double] {
    let light = linear(color)
    let seen = rows.map { row in min(1, max(0, zip(row, light).map(*).reduce(0, +))) }
    let toXYZ = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let xyz = zip(toXYZ, [0.95047, 1, 1.08883]).map { row, white in
      let value = zip(row, seen).map(*).reduce(0, +) / white
      return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
    }
    return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])]
  }

  /// ΔE of 1976: 2.3 is a just noticeable difference.
  @Test func `Eight colors stay apart for every kind of eye`() {
    for (name, rows) in Self.deficiencies {
      let seen = SeriesStyle.colors.map { lab($0, rows) }
      for first in seen.indices {
        for second in seen.indices where second > first {
          let distance = zip(seen[first], seen[second]).map { ($0 - $1) * ($0 - $1) }
            .reduce(0, +).squareRoot()
          #expect(distance > 10, "\(first) and \(second) with \(name)")
        }
      }
    }
  }

  @Test func `Every color stands out from white paper, and text from its background`() {
    for color in SeriesStyle.colors { #expect(color.contrast(to: .white) > 2) }
    #expect(PlotColor.ink.contrast(to: .white) > 7)
    #expect(PlotColor.faint.contrast(to: .white) > 4.5)
    #expect(abs(PlotColor(0).contrast(to: .white) - 21) < 1e-9)
  }

  @Test func `Eight series differ in color, form and dashes each, and 64 in all`() {
    let styles = (0..<64).map { SeriesStyle($0) }
    #expect(Set(styles).count == 64)
    #expect(Set(styles.prefix(8).map(\.color)).count == 8)
    #expect(Set(styles.prefix(8).map(\.form)).count == 8)
    #expect(Set(styles.prefix(8).map(\.dashes)).count == 8)
  }
}
