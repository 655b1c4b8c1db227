import RLAFormats
import Testing

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

  @Test func `Formulas of schema 2 are read as unknown numbers`() throws {
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
    #expect(throws: SavedReport.Failure.document(.missing(member))) {
      try SavedReport.reports(in: broken)
    }
  }

  @Test func `Other shapes and versions are refused`() {
    #expect(throws: SavedReport.Failure.schema(3)) {
      try SavedReport.reports(in: whole.replacing("\"schema\": 1", with: "\"schema\": 3"))
    }
    #expect(throws: SavedReport.Failure.document(.mistyped("parameters", expected: "a number"))) {
      try SavedReport.reports(
        in: whole.replacing("\"parameters\": 5, \"c", with: "\"parameters\": [], \"c"))
    }
    #expect(throws: SavedReport.Failure.document(.mistyped("rows", expected: "a list"))) {
      try SavedReport.reports(
        in: whole.replacing("\"grouping\"", with: "\"rows\": 3, \"grouping\""))
    }
    for number in ["1e30", "1.5", "99999999999999999999"] {
      #expect(throws: SavedReport.Failure.document(.badNumber)) {
        try SavedReport.reports(in: whole.replacing("[1, 3, 8, 8]", with: "[\(number)]"))
      }
    }
    #expect(throws: SavedReport.Failure.empty) { try SavedReport.reports(in: "[]") }
    for text in ["", "{", "[1", "nonsense", "{\"schema\": 1}"] {
      #expect(throws: SavedReport.Failure.self) { try SavedReport.reports(in: text) }
    }
  }
}

@Suite struct SavedBenchTests {
  private let whole = """
    {"schema": 2, "model": "m", "batch": 2, "height": 8, "width": 9, "threads": 1,
     "mode": "training", "whole": {"median_ms": 4, "median_low_ms": 3, "median_high_ms": 5}}
    """

  @Test func `A bench report is read`() throws {
    let report = try #require(SavedBench(parsing: whole))
    let conditions = report.conditions
    #expect(conditions.model == "m" && conditions.mode == "training" && conditions.threads == 1)
    #expect([conditions.batch, conditions.height, conditions.width] == [2, 8, 9])
    #expect(conditions.cold == nil && conditions.machine == nil && report.isDisturbed == nil)
    #expect(report.whole == SavedBench.Whole(median: 4, low: 3, high: 5))
  }

  @Test func `The conditions and the disturbance of a new report are read`() throws {
    let text = whole.replacing(
      "\"mode\"",
      with: """
        "plan": "eager", "cold": true, "load": {"disturbed": true},
        "machine": {"processor": "A", "blas": null, "blas_core": "Haswell"}, "mode"
        """)
    let report = try #require(SavedBench(parsing: text))
    #expect(report.isDisturbed == true && report.conditions.cold == true)
    #expect(report.conditions.plan == "eager" && report.conditions.machine?.blas == nil)
    #expect(report.conditions.machine?.blasCore == "Haswell")
  }

  @Test func `The old word for a mode is read as the new one`() {
    let old = whole.replacing("training", with: "forward")
    #expect(SavedBench(parsing: old)?.conditions.mode == "forward-backward")
  }

  @Test(arguments: [
    ("\"schema\": 2", "\"schema\": 3"), ("\"median_ms\": 4", "\"median_ms\": 0"),
    ("\"batch\": 2, ", ""), ("{\"schema\"", "[\"schema\""),
  ])
  func `Other documents are refused`(part: String, replacement: String) {
    #expect(SavedBench(parsing: whole.replacing(part, with: replacement)) == nil)
  }
}
