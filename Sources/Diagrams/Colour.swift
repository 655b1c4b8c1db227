import Glibc

/// A colour of the sRGB space.
public struct Colour: Hashable, Sendable {
  public let red: UInt8
  public let green: UInt8
  public let blue: UInt8

  /// The colour that a six-digit number in base 16 spells: `0x0072B2`.
  public init(_ number: UInt32) {
    red = UInt8(number >> 16 & 0xFF)
    green = UInt8(number >> 8 & 0xFF)
    blue = UInt8(number & 0xFF)
  }

  /// The colour as Graphviz and SVG write it.
  public var hex: String {
    "#"
      + [red, green, blue].map { channel in
        (channel < 16 ? "0" : "") + String(channel, radix: 16)
      }.joined()
  }

  /// Relative luminance, from 0 for black to 1 for white (WCAG 2.1).
  public var luminance: Double {
    func linear(_ channel: UInt8) -> Double {
      let share = Double(channel) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio of two colours, 1 to 21 (WCAG 2.1).
  public func contrast(with other: Colour) -> Double {
    let pair = [luminance, other.luminance].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  /// Black or white, whichever reads better on this colour.
  public var readableText: Colour {
    contrast(with: .black) >= contrast(with: .white) ? .black : .white
  }

  public static let black = Colour(0x000000)
  public static let white = Colour(0xFFFFFF)
}
