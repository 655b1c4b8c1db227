/// Makes an SVG of Graphviz say what it shows.
enum AccessibleSVG {
  /// Fonts that stand in for the one that was measured; none of them is wider.
  private static let fonts = "DejaVu Sans,Verdana,Arial,Helvetica,sans-serif"

  /// Adds role, title and description to the root, and fonts to fall back to.
  static func describing(_ svg: [UInt8], title: String, description: String) -> [UInt8] {
    var text = String(decoding: svg, as: UTF8.self)
    text = text.replacing(
      "font-family=\"\(DiagramStyle.font)\"", with: "font-family=\"\(fonts)\"")
    guard let start = text.firstRange(of: "<svg "),
      let end = text[start.upperBound...].firstIndex(of: ">")
    else { return svg }
    text.insert(
      contentsOf: """
        \n<title id="rla-title">\(escaped(title))</title>
        <desc id="rla-desc">\(escaped(description))</desc>
        """, at: text.index(after: end))
    text.insert(
      contentsOf: "role=\"img\" aria-labelledby=\"rla-title rla-desc\" ", at: start.upperBound)
    return Array(text.utf8)
  }

  private static func escaped(_ text: String) -> String {
    DotText.xmlEscaped(DotText.visible(text))
  }
}
