public import RLAAnalysis
import RLAText

/// A number about a compared network that a plot can have on an axis.
public enum PlotMeasure: Sendable {
  case figure(Figure)
  /// The measured latency.
  case latency
  /// A published error in percent, on the images of its table.
  case topOneError
  case topFiveError

  /// The measure of this name, whatever its case; nil where there is none.
  public init?(named name: String) {
    switch name.lowercased() {
    case "latency", "latency_ms": self = .latency
    case "top1-error": self = .topOneError
    case "top5-error": self = .topFiveError
    default:
      guard let figure = Figure.named(name) else { return nil }
      self = .figure(figure)
    }
  }

  public static var names: [String] {
    Figure.all.flatMap(\.names) + Latency.names + ["top1-error", "top5-error"]
  }

  /// Why a text names no pair of measures.
  public enum Failure: Error, Hashable, Sendable {
    case notAPair(String)
    case unknown(String, suggestions: [String])
  }

  /// Reads `x:y`, or `x,y` as sweeps have it; names may contain colons themselves.
  ///
  /// - Throws: `Failure` with the first name that is wrong.
  public static func pair(
    _ text: String
  ) throws(Failure) -> (x: PlotMeasure, y: PlotMeasure) {
    let cuts = text.indices.filter { ":,".contains(text[$0]) }
    let pairs = cuts.map { (text[..<$0], text[text.index(after: $0)...].drop { $0 == " " }) }
    for (x, y) in pairs {
      if let x = PlotMeasure(named: String(x)), let y = PlotMeasure(named: String(y)) {
        return (x, y)
      }
    }
    guard let (x, y) = pairs.first, pairs.count == 1 else { throw .notAPair(text) }
    let unknown = PlotMeasure(named: String(x)) == nil ? x : y
    if unknown.isEmpty { throw .notAPair(text) }
    throw .unknown(
      String(unknown), suggestions: likelyNames(for: String(unknown), in: names, count: 3))
  }

  /// The measure of a convention that it is; nil for any other.
  public var convention: Convention.Measure? {
    if case .figure(let figure) = self { figure.measure } else { nil }
  }

  public var isLatency: Bool { if case .latency = self { true } else { false } }

  /// The name in titles and sentences.
  public var name: String {
    switch self {
    case .figure(let figure): figure.alias ?? figure.key
    case .latency: Latency.alias
    case .topOneError: "top-1 error"
    case .topFiveError: "top-5 error"
    }
  }
}
