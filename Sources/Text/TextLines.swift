/// Text in lines of a limited length.
package enum TextLines {
  /// A text cut into lines at its spaces, or inside a word that is longer than a line.
  ///
  /// The lines after the first stand below the value of a line such as `macs  4.455 G`, else below
  /// the indentation of the first.
  package static func broken(_ text: String, within width: Int?) -> [String] {
    guard let width, width > 0, text.width > width else { return [text] }
    let indentation = indentation(of: text, within: width)
    var lines: [String] = []
    var line = ""
    for (number, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated()
    {
      let longer = number == 0 ? "\(word)" : "\(line) \(word)"
      if longer.count <= width {
        line = longer
        continue
      }
      if line.contains(where: { $0 != " " }) { lines.append(line) }
      var rest = line.contains { $0 != " " } ? indentation + word : longer
      while rest.count > width {
        let end = cut(rest, within: width)
        lines.append(String(rest.prefix(end)))
        rest = indentation + rest.dropFirst(end)
      }
      line = rest
    }
    return lines + [line]
  }

  /// The width of the longest piece of a text that has neither a space nor a mark inside.
  static func widestPart(of text: String) -> Int {
    var widest = 0
    var current = 0
    for character in text {
      current = character == " " ? 0 : current + 1
      widest = max(widest, current)
      if isMark(character) { current = 0 }
    }
    return widest
  }

  private static func isMark(_ character: Character) -> Bool { "_/.-,@".contains(character) }

  /// How many characters of a long word stand on a line: up to a mark between its parts, or all.
  private static func cut(_ text: String, within width: Int) -> Int {
    let part = text.prefix(width)
    let mark = part.lastIndex(where: isMark)
    guard let mark else { return width }
    let count = part.distance(from: part.startIndex, to: mark) + 1
    return count > width / 2 ? count : width
  }

  private static func indentation(of text: String, within width: Int) -> String {
    let characters = Array(text)
    let first = characters.firstIndex { $0 != " " } ?? 0
    let gap = characters.indices.dropFirst(first).first {
      characters[$0] == " " && $0 + 1 < characters.count && characters[$0 + 1] == " "
    }
    let value = gap.flatMap { gap in
      characters.indices.dropFirst(gap).first { characters[$0] != " " }
    }
    let column = value ?? first
    return String(repeating: " ", count: column <= width / 2 ? column : min(first, width / 2))
  }
}

extension String {
  /// The number of characters; in plain text, each byte is one.
  var width: Int { utf8.allSatisfy { (0x20..<0x7f).contains($0) } ? utf8.count : count }
}
