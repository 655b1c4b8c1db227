import Foundation
import FoundationXML
import RLAPlots
import Testing

/// Expects that no two texts of a scene overlap and that none leaves it.
func expectApart(
  _ scene: PlotScene, sourceLocation: SourceLocation = #_sourceLocation
) {
  let texts = scene.texts
  let page = PlotFrame(left: 0, top: 0, right: scene.width, bottom: scene.height)
  for (index, text) in texts.enumerated() {
    #expect(page.contains(text.frame), "\(text.text)", sourceLocation: sourceLocation)
    for other in texts[(index + 1)...] where text.frame.overlaps(other.frame) {
      Issue.record("'\(text.text)' overlaps '\(other.text)'", sourceLocation: sourceLocation)
    }
  }
}

/// Reads what an SVG holds.
final class SVGReader: NSObject, XMLParserDelegate {
  private(set) var words: [String] = []
  private(set) var titles: [String] = []
  private(set) var counts: [String: Int] = [:]
  private var path: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    path.append(name)
    if name == "text" { words.append("") }
    if name == "title" { titles.append("") }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { path.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if path.last == "text" { words[words.count - 1] += text }
    if path.last == "title" { titles[titles.count - 1] += text }
  }
}
