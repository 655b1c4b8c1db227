/// What the characters of a text are in LaTeX.
package enum LaTeX {
  /// A text as LaTeX sets it, with the font encodings and the input encoding that it has by itself.
  ///
  /// Leading spaces show the depth of a row and become room. A character without a command or an
  /// accent is written as its number, for LaTeX stops at one that it does not know.
  package static func escaped(_ text: String) -> String {
    let indentation = text.prefix { $0 == " " }.count
    var escaped = indentation > 0 ? "\\hspace*{\(indentation)ex}" : ""
    for (index, scalar) in text.unicodeScalars.dropFirst(indentation).enumerated() {
      // A star right after the end of a row would belong to it.
      escaped += index == 0 && scalar == "*" ? "{*}" : command(scalar)
    }
    return escaped
  }

  private static func command(_ scalar: Unicode.Scalar) -> String {
    if let command = commands[scalar] { return command }
    if scalar.isASCII, scalar.isPrintable || accentedLetters.contains(scalar) { return "\(scalar)" }
    if accentedLetters.contains(scalar) { return "\(scalar)" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Letters of Latin-1 and Latin Extended-A that LaTeX makes without a package.
  private static let accentedLetters: Set<Unicode.Scalar> = {
    let letters = (UInt32(0xC0)...0x17F).compactMap(Unicode.Scalar.init)
    // Those that the standard font encoding lacks.
    let missing = Set("×÷ÐðÞþĐđĦħĸŊŋŦŧĲĳĿŀŉſĄąĘęĮįŲų".unicodeScalars)
    return Set(letters).subtracting(missing)
  }()

  private static let commands: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_",
    "{": "\\{", "}": "\\}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "''",
    // A bracket right after the end of a row would be its argument.
    "[": "{[}", "]": "{]}",
    "⌊": "$\\lfloor$", "⌋": "$\\rfloor$", "⌈": "$\\lceil$", "⌉": "$\\rceil$",
    "·": "$\\cdot$", "×": "$\\times$", "÷": "$\\div$", "−": "$-$", "±": "$\\pm$",
    "≤": "$\\leq$", "≥": "$\\geq$", "≠": "$\\neq$", "≈": "$\\approx$", "∞": "$\\infty$",
    "→": "$\\rightarrow$", "←": "$\\leftarrow$", "∑": "$\\sum$", "√": "$\\surd$",
    "⊙": "$\\odot$", "∈": "$\\in$", "∣": "$\\mid$",
    "α": "$\\alpha$", "β": "$\\beta$", "γ": "$\\gamma$", "δ": "$\\delta$",
    "ε": "$\\varepsilon$", "λ": "$\\lambda$", "μ": "$\\mu$", "µ": "$\\mu$", "π": "$\\pi$",
    "σ": "$\\sigma$", "Δ": "$\\Delta$", "Σ": "$\\Sigma$", "Ω": "$\\Omega$",
    "²": "$^2$", "³": "$^3$", "°": "$^\\circ$", "…": "\\dots{}", "–": "--", "—": "---",
    "‘": "`", "’": "'", "“": "``", "”": "''", "\u{A0}": "~",
  ]
}
