import Glibc

/// A color of the sRGB space, each part from 0 to 255.
package struct PlotColor: Hashable, Sendable {
  package var red: Int
  package var green: Int
  package var blue: Int

  /// - Parameter code: `0xRRGGBB`.
  package init(_ code: Int) {
    red = code >> 16 & 0xFF
    green = code >> 8 & 0xFF
    blue = code & 0xFF
  }

  /// `#rrggbb`.
  package var hex: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The color mixed with white; 1 leaves it as it is.
  package func tint(_ strength: Double) -> PlotColor {
    var mixed = self
    func part(_ value: Int) -> Int { Int((255 - strength * Double(255 - value)).rounded()) }
    (mixed.red, mixed.green, mixed.blue) = (part(red), part(green), part(blue))
    return mixed
  }

  package static let white = PlotColor(0xFFFFFF)
  package static let ink = PlotColor(0x222222)
  package static let faint = PlotColor(0x555555)
  package static let grid = PlotColor(0xE4E4E4)

  /// Relative luminance as WCAG 2 defines it, 0 for black and 1 for white.
  package var luminance: Double {
    let parts = [red, green, blue].map { part in
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// The contrast of two colors as WCAG 2 defines it, from 1 to 21.
  package func contrast(to other: PlotColor) -> Double {
    let values = [luminance, other.luminance].sorted()
    return (values[1] + 0.05) / (values[0] + 0.05)
  }
}
