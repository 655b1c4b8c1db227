import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// What tests look at in an SVG, read by an XML parser.
final class SVGDocument: NSObject, XMLParserDelegate {
  private(set) var root: [String: String] = [:]
  private(set) var ids: [String] = []
  private(set) var tooltips: [String] = []
  /// Character data by element.
  private(set) var texts: [String: [String]] = [:]
  /// The middle of the outline of each node, by the node's name.
  private(set) var centers: [String: (x: Double, y: Double)] = [:]
  private var open: [String] = []
  private var isNode = false
  private var nodeName: String?

  struct NotWellFormed: Error {
    let reason: String
  }

  init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    guard parser.parse() else {
      throw NotWellFormed(reason: "\(String(describing: parser.parserError))")
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if open.isEmpty { root = attributes }
    open.append(element)
    if let id = attributes["id"] { ids.append(id) }
    if let tooltip = attributes["xlink:title"] { tooltips.append(tooltip) }
    texts[element, default: []].append("")
    if element == "g", let kind = attributes["class"] {
      isNode = kind.hasPrefix("node")
      if isNode { nodeName = nil }
    }
    guard isNode, let name = nodeName, centers[name] == nil else { return }
    if element == "polygon", let points = attributes["points"] {
      let numbers = points.split { $0 == " " || $0 == "," }.compactMap { Double($0) }
      let xs = stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] }
      let ys = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
      centers[name] = (Self.middle(xs), Self.middle(ys))
    }
    if element == "ellipse", let x = attributes["cx"].flatMap(Double.init),
      let y = attributes["cy"].flatMap(Double.init)
    {
      centers[name] = (x, y)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard let element = open.last, let count = texts[element]?.count else { return }
    texts[element]?[count - 1] += string
    if element == "title", isNode { nodeName = texts[element]?[count - 1] }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    open.removeLast()
  }

  private static func middle(_ values: [Double]) -> Double {
    ((values.min() ?? 0) + (values.max() ?? 0)) / 2
  }
}
