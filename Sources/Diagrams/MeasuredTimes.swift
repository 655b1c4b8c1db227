import RLANetworks

/// Times of layers from a saved bench report.
public struct MeasuredTimes: Sendable {
  /// What a bench report says of its layers.
  public struct Report: Decodable, Sendable {
    public let layers: [Layer]

    public init(layers: [Layer]) { self.layers = layers }

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
  }

  /// Milliseconds by path, one per application in the order of execution.
  private let milliseconds: [String: [Double]]

  /// - Throws: `Failure` where a time cannot be one.
  public init(_ report: Report) throws(Failure) {
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
