/// The colors of a drawing.
///
/// Lanes: Okabe and Ito 2008, a palette that color-blind readers can tell apart. Steps of a
/// quantity: ColorBrewer's Blues. Every text is at least 4.5 times as bright or dark as its ground,
/// every line at least 3 times (WCAG 2.1, AA).
public enum Theme: String, CaseIterable, Sendable {
  /// Dark on white, with colors.
  case light
  /// Light on dark, with colors.
  case dark
  /// Black on white; lines tell the lanes apart.
  case print
}

extension Theme {
  public var background: Color { self == .dark ? Color(0x15191E) : .white }

  /// Text on the background and in boxes without a number.
  public var text: Color { self == .dark ? Color(0xF2F4F7) : .black }

  /// Text of lesser weight.
  public var detail: Color {
    switch self {
    case .light: Color(0x444B55)
    case .dark: Color(0xC3CAD4)
    case .print: Color(0x333333)
    }
  }

  public func fill(_ role: DiagramBox.Role) -> Color {
    switch (self, role) {
    case (_, .terminal): background
    case (.print, _): .white
    case (.light, .features): Color(0xE8F0F8)
    case (.light, .attention): Color(0xF6EAF2)
    case (.light, .state): Color(0xE6F5F0)
    case (.light, .routing), (.light, .symbol): .white
    case (.dark, .features): Color(0x1F3346)
    case (.dark, .attention): Color(0x432B3B)
    case (.dark, .state): Color(0x17392F)
    case (.dark, .routing), (.dark, .symbol): Color(0x2A3038)
    }
  }

  /// Borders of boxes.
  public func border(_ role: DiagramBox.Role) -> Color {
    switch (self, role) {
    case (.print, _): .black
    case (.light, .features): Color(0x0072B2)
    case (.light, .attention): Color(0x9C4F7D)
    case (.light, .state): Color(0x00795A)
    case (.light, _): Color(0x444B55)
    case (.dark, .features): Color(0x56B4E9)
    case (.dark, .attention): Color(0xCC79A7)
    case (.dark, .state): Color(0x2FC49B)
    case (.dark, _): Color(0xC3CAD4)
    }
  }

  public func line(_ role: DiagramArrow.Role) -> Color {
    switch (self, role) {
    case (.print, _): .black
    case (.light, .features): Color(0x0072B2)
    case (.light, .state), (.light, .feed): Color(0x00795A)
    case (.light, .cell): Color(0x8E3B8E)
    case (.light, .source): Color(0xC04F00)
    case (.light, .size), (.light, .proposals): Color(0x6B7280)
    case (.dark, .features): Color(0x56B4E9)
    case (.dark, .state), (.dark, .feed): Color(0x2FC49B)
    case (.dark, .cell): Color(0xD7A0E8)
    case (.dark, .source): Color(0xE69F00)
    case (.dark, .size), (.dark, .proposals): Color(0x9AA3AF)
    }
  }

  /// The stroke of an arrow, which tells the lanes apart without color.
  public func stroke(_ role: DiagramArrow.Role) -> Stroke {
    switch role {
    case .features: .solid
    case .state, .feed: self == .print ? .double : .solid
    case .cell: self == .print ? .triple : .solid
    case .source: .dashed
    case .size, .proposals: .dotted
    }
  }

  /// The fills of a quantity, from little to much.
  public var heatSteps: [Color] {
    [
      0xF0F6FC, 0xDEEBF7, 0xC6DBEF, 0x9ECAE1, 0x6BAED6, 0x4292C6, 0x2171B5, 0x08519C, 0x08306B,
    ].map { Color($0) }
  }

  /// The fill of a box without a number where others have one.
  public var heatless: Color { background }
}

/// The form of a line.
public enum Stroke: String, Hashable, Sendable {
  case solid
  case dashed
  case dotted
  /// Two parallel lines.
  case double
  /// Three parallel lines.
  case triple

  /// A piece of such a line in characters.
  var sample: String {
    switch self {
    case .solid: "———"
    case .dashed: "– – –"
    case .dotted: "· · ·"
    case .double: "═══"
    case .triple: "≡≡≡"
    }
  }
}
