import Foundation
import RLANetworks
import TestSupport
import Testing

/// A file of Fixtures/Checkpoints with what is true of it.
struct GoldenCheckpoint: Sendable, CustomTestStringConvertible {
  enum Result: String {
    /// It belongs to a network.
    case load
    /// It is readable.
    case read
    case refuse
  }

  struct Tensor {
    let shape: [Int]
    let type: ElementType
    let first: [Double]
    let sum: Double
  }

  let name: String
  private let members: Data

  var testDescription: String { name }

  static let all: [GoldenCheckpoint] = {
    guard
      let data = try? Data(contentsOf: Fixture.root.appending(path: "Checkpoints/expected.json")),
      let files = try? JSONSerialization.jsonObject(with: data) as? [String: [String: Any]]
    else { return [] }
    return files.compactMap { name, members in
      (try? JSONSerialization.data(withJSONObject: members)).map {
        GoldenCheckpoint(name: name, members: $0)
      }
    }
    .sorted { $0.name < $1.name }
  }()

  static func named(_ name: String) -> GoldenCheckpoint? { all.first { $0.name == name } }

  private var object: [String: Any] {
    ((try? JSONSerialization.jsonObject(with: members)) as? [String: Any]) ?? [:]
  }

  var path: String {
    Fixture.root.appending(path: "Checkpoints/\(name)").path(percentEncoded: false)
  }

  var result: Result { (object["result"] as? String).flatMap(Result.init) ?? .refuse }
  var mayBeRefused: Bool { object["may_refuse"] as? Bool ?? false }
  var mayLoad: Bool { object["may_load"] as? Bool ?? false }
  var namesToSay: [String] { object["must_name"] as? [String] ?? [] }

  /// Whether the file is a checkpoint that fits no network, and not wrong in itself.
  var isMisfit: Bool { name.hasPrefix("mismatch") }

  var epoch: Int? { checkpoint["epoch"] as? Int }
  var architecture: String? { checkpoint["arch"] as? String }
  var bestAccuracy: Double? { checkpoint["best_acc1"] as? Double }
  var optimizer: [String: Any]? { checkpoint["optimizer"] as? [String: Any] }

  /// By name that is left out, the name that is kept.
  var sharedNames: [String: String] { object["metadata"] as? [String: String] ?? [:] }

  private var checkpoint: [String: Any] { object["checkpoint"] as? [String: Any] ?? [:] }

  var tensors: [String: Tensor] {
    let lists = object["tensors"] as? [String: [Any]] ?? [:]
    return lists.compactMapValues { list in
      guard list.count == 4, let shape = list[0] as? [Int],
        let type = (list[1] as? String).flatMap(ElementType.init)
      else { return nil }
      let first = (list[2] as? [Any] ?? []).map(Self.number)
      return Tensor(shape: shape, type: type, first: first, sum: Self.number(list[3]))
    }
  }

  /// A number, or the word for one that JSON has no spelling for.
  private static func number(_ value: Any) -> Double {
    value as? Double ?? (value as? String).flatMap { Double($0) } ?? .nan
  }
}
