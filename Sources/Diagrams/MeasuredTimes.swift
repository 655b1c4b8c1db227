public import Foundation
import RLANetworks

/// Times of layers from a saved bench report.
public struct MeasuredTimes: Sendable {
  /// Why a file is no bench report, as facts.
  public enum Failure: Error, Hashable, Sendable {
    /// The bytes are not JSON with `layers`, each with a `path` and a `median_ms`.
    case unreadable
    /// A time is negative or not a number of milliseconds below 10^9.
    case outOfRange(path: String)
  }

  /// Milliseconds by path, one per application in the order of execution.
  private let milliseconds: [String: [Double]]

  /// Reads a report: a JSON object whose `layers` each have a `path` and a `median_ms`.
  ///
  /// - Throws: `Failure` where the bytes are something else.
  public init(json: Data) throws(Failure) {
    guard let report = try? JSONDecoder().decode(Report.self, from: json) else {
      throw .unreadable
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

  private struct Report: Decodable {
    let layers: [Layer]

    struct Layer: Decodable {
      let path: String
      let medianMilliseconds: Double

      enum CodingKeys: String, CodingKey {
        case path
        case medianMilliseconds = "median_ms"
      }
    }
  }
}
