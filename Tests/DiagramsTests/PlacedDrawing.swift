import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Where Graphviz placed the boxes, arrows and labels of a drawing, in points, y downward.
final class PlacedDrawing: NSObject, XMLParserDelegate {
  struct Point: Hashable {
    let x: Double
    let y: Double
  }

  /// An upright rectangle.
  struct Area {
    var low: Point
    var high: Point

    init(around points: [Point]) {
      low = Point(x: points.map(\.x).min() ?? 0, y: points.map(\.y).min() ?? 0)
      high = Point(x: points.map(\.x).max() ?? 0, y: points.map(\.y).max() ?? 0)
    }

    /// The area without a border of this width, so that what touches does not overlap.
    func inset(_ width: Double) -> Area {
      Area(around: [
        Point(x: low.x + width, y: low.y + width), Point(x: high.x - width, y: high.y - width),
      ])
    }

    func overlaps(_ other: Area) -> Bool {
      low.x < other.high.x && other.low.x < high.x && low.y < other.high.y && other.low.y < high.y
    }

    func contains(_ point: Point) -> Bool {
      low.x < point.x && point.x < high.x && low.y < point.y && point.y < high.y
    }
  }

  struct Box {
    let name: String
    var area: Area
    /// Whether it is text without a border.
    var isBare = false
  }

  struct Arrow {
    let from: String
    let to: String
    /// Points along the curve.
    var line: [Point]
    /// Those of the curves beside it, where it is a double or triple line.
    var parallels: [[Point]] = []
    /// The area of its label; nil where it has none.
    var label: Area?
    /// The area of its head; nil where it has none.
    var head: Area?

    var name: String { "\(from) -> \(to)" }
  }

  private(set) var boxes: [Box] = []
  private(set) var arrows: [Arrow] = []
  /// The areas of the lines of title and legend.
  private(set) var heading: [Area] = []

  private var open: [String] = []
  private var title = ""
  private var isNode: Bool?
  private var corners: [Point] = []
  private var curve: [Point] = []
  private var parallels: [[Point]] = []
  private var letters: [Point] = []
  private var textStart: (place: Point, size: Double, isBold: Bool, isMiddle: Bool)?
  private var text = ""
  private var groupDepth = 0

  init(_ svg: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(svg))
    parser.delegate = self
    try #require(parser.parse())
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(element)
    if element == "g", attributes["class"]?.hasPrefix("node") == true { begin(isNode: true) }
    if element == "g", attributes["class"] == "edge" { begin(isNode: false) }
    switch element {
    case "polygon" where isNode != nil: corners += Self.points(attributes["points"])
    case "ellipse" where isNode == true: corners += Self.ellipse(attributes)
    case "path" where isNode != nil:
      let line = Self.curve(Self.points(attributes["d"]))
      if curve.isEmpty { curve = line } else { parallels.append(line) }
    case "text":
      textStart = (
        Point(x: Self.number(attributes["x"]), y: Self.number(attributes["y"])),
        Self.number(attributes["font-size"]), attributes["font-weight"] == "bold",
        attributes["text-anchor"] == "middle"
      )
      text = ""
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if open.last == "title", isNode != nil { title += string }
    if open.last == "text" { text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    open.removeLast()
    if element == "text", let start = textStart {
      let place = extent(of: text, start)
      if isNode != nil {
        letters += place
      } else if !place.isEmpty {
        heading.append(Area(around: place))
      }
      textStart = nil
    }
    if element == "g", isNode != nil, open.count < groupDepth { end() }
  }

  private func begin(isNode: Bool) {
    self.isNode = isNode
    groupDepth = open.count
    (title, corners, curve, parallels, letters) = ("", [], [], [], [])
  }

  private func end() {
    if isNode == true {
      let isBare = corners.isEmpty
      boxes.append(Box(name: title, area: Area(around: isBare ? letters : corners), isBare: isBare))
    } else if let ends = title.firstRange(of: "->") {
      arrows.append(
        Arrow(
          from: Self.box(title[..<ends.lowerBound]), to: Self.box(title[ends.upperBound...]),
          line: curve, parallels: parallels, label: letters.isEmpty ? nil : Area(around: letters),
          head: corners.isEmpty ? nil : Area(around: corners)))
    }
    isNode = nil
  }

  /// The name of a box without the side at which an arrow meets it.
  private static func box(_ end: Substring) -> String {
    String(end.replacing(/:(n|ne|e|se|s|sw|w|nw)$/, with: ""))
  }

  /// The corners of the visible part of a line of text in DejaVu Sans.
  private func extent(
    of text: String, _ start: (place: Point, size: Double, isBold: Bool, isMiddle: Bool)
  ) -> [Point] {
    let visible = text.trimmingCharacters(in: .whitespaces.union(["\u{A0}"]))
    if visible.isEmpty { return [] }
    let lead = text.prefix { $0 == " " || $0 == "\u{A0}" }.count
    let scale = start.size * (start.isBold ? 1.12 : 1)
    let width = Self.width(visible) * scale
    let left =
      start.isMiddle
      ? start.place.x - width / 2 : start.place.x + Double(lead) * 0.318 * scale
    return [
      Point(x: left, y: start.place.y - 0.73 * start.size),
      Point(x: left + width, y: start.place.y + 0.15 * start.size),
    ]
  }

  /// The width of a text in DejaVu Sans of size 1, by classes of letters.
  private static func width(_ text: String) -> Double {
    text.reduce(0) { sum, letter in
      switch letter {
      case " ", "\u{A0}", ".", ",": sum + 0.318
      case "i", "l", "j", ":", "|", "/", "(", ")", "t", "f", "r", "-": sum + 0.37
      case "m", "w", "M", "W", "→": sum + 0.9
      case "A"..."Z": sum + 0.69
      default: sum + 0.62
      }
    }
  }

  private static func number(_ text: String?) -> Double { text.flatMap(Double.init) ?? 0 }

  private static func points(_ text: String?) -> [Point] {
    let numbers = (text ?? "").split { " ,MCLZ".contains($0) }.compactMap { Double($0) }
    return stride(from: 0, to: numbers.count - 1, by: 2).map {
      Point(x: numbers[$0], y: numbers[$0 + 1])
    }
  }

  private static func ellipse(_ attributes: [String: String]) -> [Point] {
    let (x, y) = (number(attributes["cx"]), number(attributes["cy"]))
    let (width, height) = (number(attributes["rx"]), number(attributes["ry"]))
    return [Point(x: x - width, y: y - height), Point(x: x + width, y: y + height)]
  }

  /// Points along cubic curves that share their ends.
  private static func curve(_ controls: [Point]) -> [Point] {
    var line = controls.prefix(1).map(\.self)
    for start in stride(from: 0, to: controls.count - 3, by: 3) {
      for step in 1...12 {
        let (t, u) = (Double(step) / 12, 1 - Double(step) / 12)
        let weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
        let parts = zip(weights, controls[start...start + 3])
        line.append(
          Point(
            x: parts.reduce(0) { $0 + $1.0 * $1.1.x }, y: parts.reduce(0) { $0 + $1.0 * $1.1.y }))
      }
    }
    return line
  }
}
