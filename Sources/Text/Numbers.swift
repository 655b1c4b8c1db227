/// Numbers as people read them.
public enum Numbers {
  /// Digits in groups of three: `25,870,696`.
  public static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number with four significant digits and a prefix that shows its base: `4.455 G`, `4.149 Gi`.
  ///
  /// Numbers below the base stand in full.
  public static func scaled(_ value: Int, _ prefix: UnitPrefix) -> String {
    guard let (mantissa, letter) = mantissa(of: value, prefix) else { return grouped(value) }
    let decimals = mantissa.magnitude < 10 ? 3 : mantissa.magnitude < 100 ? 2 : 1
    return "\(fixed(mantissa, decimals: decimals)) \(letter)"
  }

  /// A number as published tables print it, with two decimals below 100 and one above.
  public static func published(_ value: Int, _ prefix: UnitPrefix) -> String {
    guard let (mantissa, letter) = mantissa(of: value, prefix) else { return grouped(value) }
    return "\(fixed(mantissa, decimals: mantissa.magnitude < 100 ? 2 : 1)) \(letter)"
  }

  /// A number with a fixed count of decimals, rounded half away from zero.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    if decimals == 0 { return sign + padded }
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  private static func mantissa(of value: Int, _ prefix: UnitPrefix) -> (Double, String)? {
    let (base, suffix) =
      switch prefix {
      case .none: (0.0, "")
      case .si: (1000.0, "")
      case .binary: (1024.0, "i")
      }
    guard base > 0, Double(value.magnitude) >= base else { return nil }
    var mantissa = Double(value)
    var letter = ""
    for candidate in prefix == .si
      ? ["k", "M", "G", "T", "P", "E"] : ["K", "M", "G", "T", "P", "E"]
    {
      mantissa /= base
      letter = candidate
      // What would round up to the next prefix takes it.
      if mantissa.magnitude < base - 0.05 { break }
    }
    return (mantissa, letter + suffix)
  }
}
