import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAQueries
import RLASymbolic
import Testing

@Suite struct ComparisonTests {
  private func saved(
    _ rows: [(name: String, macs: Int)], grouping: String = "stage", patterns: String = "null"
  ) throws -> ComparedModel {
    let list = rows.map {
      #"{"name": "\#($0.name)", "depth": 1, "parameters": 5, "counts": {"macs": \#($0.macs)}}"#
    }
    let text = """
      {"schema": 2, "model": "m", "input": [1, 3, 8, 8], "parameters": 5, "counts": {"macs": 1},
       "memory": {"activation_bytes": 1, "peak_inference_bytes": 2, "moved_bytes": 3,
       "training_bytes": 4}, "published": null, "grouping": "\(grouping)", "patterns": \(patterns),
       "rows": [\(list.joined(separator: ", "))]}
      """
    return ComparedModel(.saved(try #require(SavedReport.reports(in: text).first), path: "a.json"))
  }

  private let macs = Convention.macs.measures[0]

  @Test func `Rows are paired by name, the second of a name by its number`() throws {
    let before = try saved([("a", 1), ("a", 2), ("b", 3)])
    let after = try saved([("a", 1), ("a", 9), ("c", 3)])
    let difference = try #require(try RowDifference(before, after, macs))
    #expect(difference.count == 4)
    #expect(difference.changes.map(\.name) == ["a #2", "b", "c"])
    #expect(difference.changes.map { $0.before?.count } == [2, 3, nil])
    #expect(difference.changes.map { $0.after?.count } == [9, nil, 3])
  }

  @Test func `A network is grouped as the report that it is compared with`() throws {
    let entry = try #require(Catalog.entry(named: "resnet50"))
    let network = try entry.architecture().network
    let profile = Profile(try InferredShapes(network, input: [1, 3, 32, 32]))
    let model = ComparedModel(
      .profiled(
        ProfiledModel(
          requested: "resnet50", entry: entry, architecture: try entry.architecture(),
          profile: profile)))
    let difference = try #require(try RowDifference(saved([("stem", 1)]), model, macs))
    #expect(difference.grouping == "stage" && difference.count == 6)
    #expect(try RowDifference(model, model, macs) == nil)
  }

  @Test func `Reports with different groupings are not compared row by row`() throws {
    let (left, right) = (try saved([("a", 1)]), try saved([("a", 1)], grouping: "operator"))
    #expect(throws: RowDifference.Failure.self) { try RowDifference(left, right, macs) }
  }

  @Test(arguments: [
    ("null", #"{"rows": "joined", "found": [{"kind": "GELU"}]}"#, false),
    (#"{"rows": "nodes", "found": [{"kind": "GELU"}]}"#, "null", true),
    ("null", #"{"rows": "joined", "found": []}"#, true),
  ])
  func `Rows that join nodes are not compared with those of nodes`(
    one: String, other: String, areCompared: Bool
  ) throws {
    let left = try saved([("a", 1)], grouping: "operator", patterns: one)
    let right = try saved([("a", 1)], grouping: "operator", patterns: other)
    #expect((try? RowDifference(left, right, macs) != nil) == (areCompared ? true : nil))
  }

  @Test(arguments: ["joined", "nodes"])
  func `A network joins nodes where the report that it is compared with does`(
    rows: String
  ) throws {
    let entry = try #require(Catalog.entry(named: "resnet50_se"))
    let shapes = try InferredShapes(entry.architecture().network, input: [1, 3, 32, 32])
    let model = ComparedModel(
      .profiled(
        ProfiledModel(
          requested: "resnet50_se", entry: entry, architecture: try entry.architecture(),
          profile: Profile(shapes))))
    let report = try saved(
      [], grouping: "operator", patterns: #"{"rows": "\#(rows)", "found": []}"#)
    let difference = try #require(try RowDifference(report, model, macs))
    #expect(difference.changes.contains { $0.name == "SqueezeExcitation" } == (rows == "joined"))
  }
}
