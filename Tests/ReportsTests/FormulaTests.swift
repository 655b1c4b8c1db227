import Foundation
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAReports
import RLASymbolic
import TestSupport
import Testing

@Suite struct FormulaTests {
  private static let quantities: [FormulaQuantity] =
    [.parameters] + Convention.all.flatMap(\.measures).map { .counted($0) } + [.activationBytes]

  private func general(_ entry: CatalogEntry) throws -> Profile {
    let hasState = entry.stateChannels == .free
    let network = try entry.architecture(
      stateChannels: hasState ? Dim(.stateChannels) : nil, classes: Dim(.classes)
    ).network
    return Profile(
      try InferredShapes(network, input: [Dim(.batch), 3, Dim(.height), Dim(.width)]))
  }

  /// An accepted input with its other symbols; every fourth time multiples of 32.
  private func point(
    _ round: Int, _ accepted: AcceptedSizes, hasState: Bool, _ generator: inout SeededGenerator
  ) -> [Symbol: Int] {
    func size() -> Int {
      let wanted = Int.random(in: 1...300, using: &generator)
      return round.isMultiple(of: 4) ? wanted / 8 * 32 + 32 : accepted.nearest(to: wanted).above
    }
    var bindings: [Symbol: Int] = [
      .batch: .random(in: 1...5, using: &generator), .height: size(), .width: size(),
      .classes: .random(in: 1...2000, using: &generator),
    ]
    if hasState { bindings[.stateChannels] = .random(in: 1...70, using: &generator) }
    return bindings
  }

  @Test(arguments: [
    "resnet50", "rla_resnet50", "rla_resnet50_eca", "rlagru_resnet50", "mobilenet_v2",
    "dsrla_mobilenetv2", "rla_resnext50_32x4d_se",
  ])
  func `Printed formulas give the integers of the concrete pass`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let hasState = entry.stateChannels == .free
    let profile = try general(entry)
    let whole = try #require(
      FormulaSet(profile, by: nil, Self.quantities).rows.last)
    let accepted = try #require(AcceptedSizes(.height, profile.shapes.assumptions))
    var generator = SeededGenerator(seed: 64)
    for round in 0..<40 {
      let bindings = point(round, accepted, hasState: hasState, &generator)
      func dim(_ symbol: Symbol) -> Dim { Dim(bindings[symbol] ?? 0) }
      let network = try entry.architecture(
        stateChannels: hasState ? dim(.stateChannels) : nil, classes: dim(.classes)
      ).network
      let concrete = Profile(
        try InferredShapes(network, input: [dim(.batch), 3, dim(.height), dim(.width)]))
      let names = Dictionary(uniqueKeysWithValues: bindings.map { ($0.name, $1) })
      for (quantity, form) in zip(Self.quantities, whole.forms) {
        let value = quantity.form(concrete.total).value
        let (python, swift) = (form.written(in: .python), form.written(in: .swift))
        #expect(PrintedFormula.value(of: python, in: .python, at: names) == value)
        #expect(PrintedFormula.value(of: swift, in: .swift, at: names) == value)
        guard round.isMultiple(of: 4) else { continue }
        let simplified = try #require(
          MultipleForm(form, multiplesOf: 32, in: [.height, .width]))
        #expect(try simplified.evaluated(at: bindings) == value, "\(quantity.key)")
      }
    }
  }

  @Test(arguments: [Breakdown.Grouping.stages, .parts, .operators])
  func `The formulas of rows add up to that of the whole`(grouping: Breakdown.Grouping) throws {
    for name in ["rla_resnet50", "rlalstm_resnet50", "dsrla_mobilenetv2_eca"] {
      let entry = try #require(Catalog.entry(named: name))
      let set = FormulaSet(try general(entry), by: grouping, Self.quantities)
      let whole = try #require(set.rows.last)
      for index in Self.quantities.indices {
        let sum = set.rows.dropLast().reduce(Dim(0)) { $0 + $1.forms[index] }
        // Divided by the batch, what tools see of a part need not be whole; no such row here.
        #expect(sum == whole.forms[index], "\(name) \(Self.quantities[index].key)")
      }
    }
  }

  @Test func `The simplified MACs of RLA-ResNet-50 have fractions in lowest terms`() throws {
    let entry = try #require(Catalog.entry(named: "rla_resnet50"))
    let set = FormulaSet(try general(entry), by: nil, [.counted(Convention.macs.measures[0])])
    let whole = try #require(set.rows.last)
    let form = try #require(
      MultipleForm(whole.forms[0], multiplesOf: 32, in: [.height, .width]))
    #expect(
      form.written(in: .text)
        == "2547/1024·N·H·W·k^2 + 148·N·H·W·k + 81456·N·H·W + N·classes·k + 2048·N·classes")
  }
}

@Suite struct SavedReportTests {
  private let whole = """
    {"schema": 1, "model": "m", "input": [1, 3, 8, 8], "parameters": 5, "counts": {"macs": null},
     "memory": {"activation_bytes": 1, "peak_inference_bytes": 2, "moved_bytes": 3,
     "training_bytes": 4}, "published": null, "grouping": "stage",
     "rows": [{"name": "a", "depth": 1, "parameters": 5, "counts": {"macs": 7}}]}
    """

  @Test func `A report and a list of reports are read`() throws {
    #expect(try SavedReport.reports(in: whole).map(\.model) == ["m"])
    #expect(try SavedReport.reports(in: "[\(whole), \(whole)]").count == 2)
  }

  @Test func `Formulas of schema 2 are read as numbers that nobody knows`() throws {
    let formulas = whole.replacing("\"schema\": 1", with: "\"schema\": 2")
      .replacing("\"parameters\": 5, \"c", with: "\"parameters\": \"3·k\", \"c")
      .replacing("[1, 3, 8, 8]", with: "[\"N\", 3, 8, 8]")
    let report = try #require(try SavedReport.reports(in: formulas).first)
    #expect(report.parameters.value == nil)
    #expect(report.input.map(\.value) == [nil, 3, 8, 8])
    #expect(report.rows[0].counts["macs"]?.value == 7)
  }

  @Test(arguments: [
    ("\"parameters\": 5, \"counts\": {\"macs\": null}", "\"counts\": {}", "parameters"),
    ("\"moved_bytes\": 3,", "", "memory.moved_bytes"),
    ("\"depth\": 1, ", "", "rows[0].depth"), ("\"schema\": 1,", "", "schema"),
  ])
  func `A missing member is named`(part: String, replacement: String, member: String) {
    let broken = whole.replacing(part, with: replacement)
    #expect(throws: SavedReport.Failure.missing(member)) { try SavedReport.reports(in: broken) }
  }

  @Test func `Other shapes and versions are refused`() {
    #expect(throws: SavedReport.Failure.schema(3)) {
      try SavedReport.reports(in: whole.replacing("\"schema\": 1", with: "\"schema\": 3"))
    }
    #expect(throws: SavedReport.Failure.mistyped("parameters", expected: "a number")) {
      try SavedReport.reports(
        in: whole.replacing("\"parameters\": 5, \"c", with: "\"parameters\": [], \"c"))
    }
    #expect(throws: SavedReport.Failure.mistyped("rows", expected: "a list")) {
      try SavedReport.reports(
        in: whole.replacing("\"grouping\"", with: "\"rows\": 3, \"grouping\""))
    }
    for number in ["1e30", "1.5", "99999999999999999999"] {
      #expect(throws: SavedReport.Failure.badNumber) {
        try SavedReport.reports(in: whole.replacing("[1, 3, 8, 8]", with: "[\(number)]"))
      }
    }
    #expect(throws: SavedReport.Failure.empty) { try SavedReport.reports(in: "[]") }
    for text in ["", "{", "[1", "nonsense", "{\"schema\": 1}"] {
      #expect(throws: SavedReport.Failure.self) { try SavedReport.reports(in: text) }
    }
  }
}
