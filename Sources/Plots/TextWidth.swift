/// How wide text is, before anything draws it.
///
/// The widths are those of DejaVu Sans, which fontconfig depends on, so it is there wherever Cairo
/// draws text. The fonts that a browser takes in its place are not wider.
package enum TextWidth {
  /// The font that is measured.
  package static let font = "DejaVu Sans"

  /// The width of a line of text in the unit of `size`.
  package static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let thousandths = text.unicodeScalars.reduce(0) { $0 + width(of: $1, isBold) }
    return Double(thousandths) * size / 1000
  }

  /// Text that is not wider than `limit`; an ellipsis stands for what does not fit, which is the
  /// beginning where the end is kept.
  package static func fitting(
    _ text: String, into limit: Double, size: Double, isBold: Bool = false,
    keepsEnd: Bool = false
  ) -> String {
    if of(text, size: size, isBold: isBold) <= limit { return text }
    let room = limit - of("…", size: size, isBold: isBold)
    var (kept, width) = (0, 0.0)
    for character in keepsEnd ? String(text.reversed()) : text {
      width += of(String(character), size: size, isBold: isBold)
      if width > room { break }
      kept += 1
    }
    if kept == 0 { return "" }
    return keepsEnd ? "…" + text.suffix(kept) : text.prefix(kept) + "…"
  }

  /// The text in lines that are not wider than `limit`, broken at spaces; a word that is wider than
  /// a line is cut.
  package static func wrapping(
    _ text: String, into limit: Double, size: Double, isBold: Bool = false
  ) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      let joined = lines.last.map { "\($0) \(word)" } ?? String(word)
      if !lines.isEmpty, of(joined, size: size, isBold: isBold) <= limit {
        lines[lines.count - 1] = joined
      } else {
        lines.append(fitting(String(word), into: limit, size: size, isBold: isBold))
      }
    }
    return lines
  }

  /// Thousandths of the size.
  private static func width(of scalar: Unicode.Scalar, _ isBold: Bool) -> Int {
    let widths = isBold ? bold : regular
    let index = Int(scalar.value) - 32
    if widths.indices.contains(index) { return widths[index] }
    if let known = others[scalar] { return known }
    // Letters of further alphabets are at most as wide as the widest Latin one, ideographs square.
    return scalar.value < 0x2000 ? 838 : 1000
  }

  /// From the space to the tilde.
  private static let regular = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
  ]

  private static let bold = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683,
    683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771,
    724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665,
    343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
  ]

  /// Of the bold font where it differs.
  private static let others: [Unicode.Scalar: Int] = [
    "·": 380, "–": 500, "×": 838, "µ": 736, "⁰": 438, "¹": 438, "²": 438, "³": 438, "⁴": 438,
    "⁵": 438, "⁶": 438, "⁷": 438, "⁸": 438, "⁹": 438,
  ]
}
