/// The ways in which text is made safe for DOT, for its labels and for SVG.
enum DotText {
  /// Characters of a list of facts that are kept.
  static let longestNote = 2000

  /// Characters of a name that are kept; a label of megabytes takes seconds to lay out.
  static let longestName = 200

  /// The text without characters that XML or a terminal would choke on, cut to `longestName`.
  ///
  /// Control characters and marks that turn the direction of writing become spaces.
  static func printable(_ text: String, limit: Int = longestName) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalars.count == limit {
        scalars.append("…")
        break
      }
      scalars.append(isPrintable(scalar) ? scalar : " ")
    }
    return String(scalars)
  }

  /// A name in one line of a box: its beginning and its end where it is long.
  static func shortened(_ text: String, to limit: Int = 36) -> String {
    let text = printable(text)
    return text.count <= limit
      ? text : "\(text.prefix(limit / 3))…\(text.suffix(limit - limit / 3 - 1))"
  }

  /// The text without such characters, whatever its length.
  static func visible(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isPrintable($0) ? $0 : " " }))
  }

  /// A quoted string of the DOT language that Graphviz shows as `text`.
  ///
  /// Backslashes are doubled because labels, tooltips and ids interpret `\N`, `\G`, `\n` and others;
  /// ampersands become entities because Graphviz would read one that the text happens to spell.
  static func quoted(_ text: String, limit: Int = longestName) -> String {
    var result = "\""
    for character in printable(text, limit: limit).unicodeScalars {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "&": result += "&amp;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result + "\""
  }

  static func xmlEscaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// An XML id: letters, digits, `.`, `_` and `-`; everything else becomes `-`.
  static func identifier(_ text: String) -> String {
    let kept = printable(text).unicodeScalars.map { scalar -> Character in
      let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar)
      return isSafe || scalar == "." || scalar == "_" ? Character(scalar) : "-"
    }
    return "rla-box-" + String(kept)
  }

  /// A number without a fraction where it has none.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse,
      .unassigned:
      false
    default: true
    }
  }
}
