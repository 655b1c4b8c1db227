public import RLAAnalysis
import RLANetworks
import RLASymbolic

/// Times of layers from a saved bench report.
public struct MeasuredTimes: Sendable {
  /// What a bench report says of its layers.
  public struct Report: Decodable, Sendable {
    public let model: String
    /// Images per batch.
    public let batch: Int
    public let height: Int
    public let width: Int
    public let layers: [Layer]

    public init(model: String, batch: Int, height: Int, width: Int, layers: [Layer]) {
      self.model = model
      self.batch = batch
      self.height = height
      self.width = width
      self.layers = layers
    }

    public struct Layer: Decodable, Sendable {
      public let path: String
      public let medianMilliseconds: Double

      public init(path: String, medianMilliseconds: Double) {
        self.path = path
        self.medianMilliseconds = medianMilliseconds
      }

      enum CodingKeys: String, CodingKey {
        case path
        case medianMilliseconds = "median_ms"
      }
    }
  }

  /// Why a report cannot be right, as facts.
  public enum Failure: Error, Hashable, Sendable {
    /// A time is negative or not a number of milliseconds below 10^9.
    case outOfRange(path: String)
    /// The report is on another network.
    case otherModel(String, expected: String)
    /// The report is on batches of another size: N×H×W.
    case otherSize([Int], expected: [String])
  }

  /// Milliseconds by path, one per application in the order of execution.
  private let milliseconds: [String: [Double]]

  /// - Parameters:
  ///   - report: What was measured.
  ///   - shapes: The network that is drawn; a size that is a symbol takes any number.
  /// - Throws: `Failure` where a time cannot be one, or where something else was measured.
  public init(_ report: Report, for shapes: InferredShapes) throws(Failure) {
    let name = shapes.network.name
    if report.model != name { throw .otherModel(report.model, expected: name) }
    let input = shapes.input
    let expected = [input.batch, input.dims[2], input.dims[3]]
    let sizes = [report.batch, report.height, report.width]
    guard zip(sizes, expected).allSatisfy({ $1.value == nil || $1.value == $0 }) else {
      throw .otherSize(sizes, expected: expected.map(\.description))
    }
    var milliseconds: [String: [Double]] = [:]
    for layer in report.layers {
      guard layer.medianMilliseconds >= 0, layer.medianMilliseconds < 1e9 else {
        throw .outOfRange(path: layer.path)
      }
      milliseconds[layer.path, default: []].append(layer.medianMilliseconds)
    }
    self.milliseconds = milliseconds
  }

  /// Milliseconds of every node; 0 where the report says nothing.
  ///
  /// Where a report has one line for several applications of a layer, each takes an equal share.
  func times(of network: Network) -> [Double] {
    let paths = network.nodes.map(network.path(of:))
    let counts = Dictionary(grouping: paths, by: \.self).mapValues(\.count)
    var seen: [String: Int] = [:]
    return paths.map { path in
      guard let times = milliseconds[path], let count = counts[path] else { return 0 }
      defer { seen[path, default: 0] += 1 }
      if times.count == count { return times[seen[path, default: 0]] }
      return times.reduce(0, +) / Double(count)
    }
  }
}
