/// Numbers as people read them.
package enum Numbers {
  /// Digits in groups of three: `25,870,696`.
  package static func grouped(_ value: Int) -> String {
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
  package static func scaled(_ value: Int, _ prefix: UnitPrefix) -> String {
    guard let (mantissa, letter) = mantissa(of: value, prefix) else { return grouped(value) }
    let decimals = mantissa.magnitude < 10 ? 3 : mantissa.magnitude < 100 ? 2 : 1
    return "\(fixed(mantissa, decimals: decimals)) \(letter)"
  }

  /// A number with its sign in front even where it is positive: `+22.23 M`.
  package static func signed(_ value: Int, _ prefix: UnitPrefix) -> String {
    (value > 0 ? "+" : "") + scaled(value, prefix)
  }

  /// A share with one decimal by default: `12.3 %`.
  package static func percent(_ share: Double, decimals: Int = 1) -> String {
    "\(fixed(share * 100, decimals: decimals)) %"
  }

  /// A count with the noun that it counts: `1 thread`, `8 threads`, `2 switches`.
  package static func counted(_ count: Int, _ singular: String, plural ending: String = "s")
    -> String
  {
    "\(count) \(singular)\(count == 1 ? "" : ending)"
  }

  /// Sizes joined as people write shapes: `1x3x224x224`.
  package static func sizes(_ sizes: [Int]) -> String {
    sizes.map(String.init).joined(separator: "x")
  }

  /// A number as published tables print it, with two decimals below 100 and one above.
  package static func published(_ value: Int, _ prefix: UnitPrefix) -> String {
    guard let (mantissa, letter) = mantissa(of: value, prefix) else { return grouped(value) }
    return "\(fixed(mantissa, decimals: mantissa.magnitude < 100 ? 2 : 1)) \(letter)"
  }

  /// A number with a fixed count of decimals, rounded half away from zero.
  package static func fixed(_ value: Double, decimals: Int) -> String {
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

  /// A number in a given power of 1000 or 1024 with a fixed count of decimals: `4.149 Gi`.
  package static func fixed(
    _ value: Int, power: Int, _ prefix: UnitPrefix, decimals: Int
  ) -> String {
    guard power > 0, prefix != .none else { return "\(value)" }
    let unit = (0..<power).reduce(1.0) { unit, _ in unit * prefix.base }
    return "\(fixed(Double(value) / unit, decimals: decimals)) \(prefix.letters[power - 1])"
  }

  /// Three digits and a power of 1000: `999`, `1.23 k`, `45.6 M`; below 0.1 as many decimals as that
  /// takes: `0.00421`.
  package static func short(_ value: Double) -> String {
    let letters = [""] + UnitPrefix.si.letters.map { " \($0)" }
    var scaled = value
    var power = 0
    while scaled.magnitude >= 999.5, power < letters.count - 1 {
      scaled /= 1000
      power += 1
    }
    if power == 0, scaled == scaled.rounded() { return "\(Int(scaled))" }
    if scaled.magnitude < 0.0995 { return fixed(scaled, decimals: decimals(of: scaled, digits: 3)) }
    let decimals = scaled.magnitude >= 99.95 ? 0 : scaled.magnitude >= 9.995 ? 1 : 2
    return fixed(scaled, decimals: decimals) + letters[power]
  }

  /// A time in milliseconds with three decimals, and with more where fewer than three digits would
  /// be left: `40.100`, `0.00421`.
  package static func milliseconds(_ value: Double) -> String {
    fixed(value, decimals: max(3, decimals(of: value, digits: 3)))
  }

  /// The decimals with which a number below 1 has so many digits.
  private static func decimals(of value: Double, digits: Int) -> Int {
    var (decimals, magnitude) = (digits, value.magnitude)
    // Less than a femtosecond of milliseconds is nothing.
    while magnitude < 0.1, magnitude > 0, decimals < 12 {
      magnitude *= 10
      decimals += 1
    }
    return magnitude == 0 ? 2 : decimals
  }

  /// Two digits and a power of ten below 1, one decimal from there on: `1.2e-7`, `3.4`.
  package static func scientific(_ value: Double) -> String {
    if value == 0 { return "0" }
    if !value.isFinite { return "not finite" }
    if value < 0 { return "-" + scientific(-value) }
    var (mantissa, exponent) = (value, 0)
    // What would round up to the next power takes it.
    while mantissa < 0.995 {
      mantissa *= 10
      exponent -= 1
    }
    let digits = fixed(mantissa, decimals: 1)
    return exponent == 0 ? digits : "\(digits)e\(exponent)"
  }

  private static func mantissa(of value: Int, _ prefix: UnitPrefix) -> (Double, String)? {
    guard prefix != .none, Double(value.magnitude) >= prefix.base else { return nil }
    var mantissa = Double(value)
    for letter in prefix.letters {
      mantissa /= prefix.base
      // What would round up to the next prefix takes it.
      if mantissa.magnitude < prefix.base - 0.05 || letter == prefix.letters.last {
        return (mantissa, letter)
      }
    }
    return nil
  }
}

extension UnitPrefix {
  /// The number whose powers the letters stand for.
  fileprivate var base: Double { self == .binary ? 1024 : 1000 }

  /// The power that letters stand for; nil for any other text.
  func power(of letters: String) -> Int? { self.letters.firstIndex(of: letters).map { $0 + 1 } }

  /// The letters of the powers from the first on.
  fileprivate var letters: [String] {
    switch self {
    case .si: ["k", "M", "G", "T", "P", "E"]
    case .binary: ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    case .none: []
    }
  }
}
