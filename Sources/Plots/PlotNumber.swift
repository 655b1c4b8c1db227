import RLAText

/// Numbers in drawings.
enum PlotNumber {
  /// A number with a fixed count of decimals, whatever the locale.
  static func text(_ value: Double, _ decimals: Int) -> String {
    Numbers.fixed(value, decimals: decimals)
  }

  /// A coordinate with at most two decimals.
  static func coordinate(_ value: Double) -> String {
    let text = text(value, 2)
    if text.hasSuffix(".00") { return String(text.dropLast(3)) }
    return text.hasSuffix("0") ? String(text.dropLast()) : text
  }

  /// A power of ten: `10⁶`.
  static func power(_ exponent: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let raised = String(exponent).map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] }
    return "10" + String(raised)
  }
}
