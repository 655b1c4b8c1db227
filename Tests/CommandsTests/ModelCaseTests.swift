import Foundation
import TestSupport
import Testing

/// `verify` on cases of models.
@Suite(.serialized) struct ModelCaseTests {
  /// The cases that are quick without optimization.
  private static let quick = [
    "bert_tiny", "bert_tiny_contrib", "bert_tiny_dynamic_int8", "control_flow",
    "mobilenet_v3_small", "small_qdq", "squeezenet1_1", "text_lstm", "unet_dynamic",
  ]

  static var names: [String] {
    #if DEBUG
    quick
    #else
    all
    #endif
  }

  private static let all: [String] = {
    let folder = Fixture.root.appending(path: "ONNX").path(percentEncoded: false)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }()

  private static let ending = ".numerics.json"

  @Test(arguments: names, ["fast", "exact"])
  func `Outputs, loss and every gradient agree with PyTorch in double precision`(
    name: String, algorithm: String
  ) throws {
    let file = Fixture.root.appending(path: "ONNX/\(name)\(Self.ending)")
    let run = try ProgramRun(
      ["verify", file.path(percentEncoded: false), "--algorithm", algorithm])
    #expect(run.exitCode == 0, "\(run.output)\(run.error)")
  }

  @Test func `There are cases`() {
    #expect(Self.all.count >= 16 && Set(Self.all).isSuperset(of: Self.quick))
  }

  /// What `verify` says of a case that was changed, with its exit code.
  private func said(_ change: (inout [String: Any]) -> Void) throws -> String {
    let text = try Fixture.text("ONNX/bert_tiny\(Self.ending)")
    var document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    change(&document)
    return try inFolder { folder in
      try FileManager.default.copyItem(
        at: Fixture.root.appending(path: "ONNX/bert_tiny.onnx"),
        to: folder.appending(path: "case.onnx"))
      try JSONSerialization.data(withJSONObject: document)
        .write(to: folder.appending(path: "case.numerics.json"))
      return try ProgramRun.shell("rla-profile verify case.numerics.json 2>&1; echo $?", in: folder)
    }
  }

  private static var ids: [String: Any] {
    ["shape": [3, 20], "type": "int64", "rule": "(37*i) mod 2000"]
  }

  private static func inputs(_ key: String, _ value: Any) -> [String: Any] {
    var ids = ids
    ids[key] = value
    let mask: [String: Any] = ["shape": [3, 20], "type": "int64", "rule": "1"]
    return ["input_ids": ids, "attention_mask": mask]
  }

  private static func result(_ key: String, _ value: Any) -> [String: Any] {
    var result: [String: Any] = [
      "shape": [3, 3], "first": [Double](repeating: 0.5, count: 9), "l2": 1.5, "sum": 4.5,
    ]
    result[key] = value
    return ["logits": result, "hidden": result]
  }

  @Test func `Every member is checked before anything is taken`() throws {
    let changes: [(String, Any)] = [
      ("inputs", [String: Any]()), ("inputs", Self.inputs("shape", [3, -20])),
      ("inputs", Self.inputs("shape", [1 << 20, 1 << 20])), ("inputs", Self.inputs("shape", [60])),
      ("inputs", Self.inputs("rule", "twice i")), ("inputs", Self.inputs("rule", "(37*i) mod 0")),
      ("inputs", Self.inputs("type", "int65")), ("inputs", Self.inputs("type", "float32")),
      ("inputs", ["input_ids": Self.ids]),
      ("fill", ["pooler.bias": ["weight", 0, 1e300]]), ("fill", ["pooler.bias": ["thing", 0, 1]]),
      ("fill", ["pooler.bias": ["uint8", 0, 256]]), ("fill", ["pooler.bias": ["weight", 0]]),
      ("torch_f64", Self.result("l2", 0)), ("torch_f64", Self.result("shape", [1 << 40, 1 << 40])),
      ("torch_f64", Self.result("first", [0.5])), ("torch_f64", ["other": ["shape": [1]]]),
      ("onnxruntime_f32_rel_error", ["hidden": 7.0]), ("loss", ["value": "much"]),
      ("gradients", ["nothing": ["l2": 1.0, "sum": 0.0, "first": [0.5]]]),
      ("gradients", ["pooler.bias": ["l2": -1.0, "sum": 0.0, "first": [0.5]]]),
      ("gradients", [String: Any]()),
    ]
    for (member, value) in changes {
      let said = try said { $0[member] = value }
      #expect(
        said.hasPrefix("rla-profile: 'case.numerics.json' is not a reference case;"),
        "\(member) \(value): \(said)")
      #expect(said.hasSuffix("\n65\n"), "\(said)")
    }
  }

  @Test func `A wrong loss is out of tolerance`() throws {
    let text = try said { $0["loss"] = ["value": 56.7] }
    #expect(text.contains("1 of 1 reference case out of tolerance"), "\(text)")
    #expect(text.hasSuffix("\n1\n"))
  }

  @Test func `A case needs its model`() throws {
    try inFolder { folder in
      try FileManager.default.copyItem(
        at: Fixture.root.appending(path: "ONNX/bert_tiny\(Self.ending)"),
        to: folder.appending(path: "case\(Self.ending)"))
      let said = try ProgramRun.shell(
        "rla-profile verify case\(Self.ending) 2>&1; echo $?", in: folder)
      #expect(said.contains("case.onnx") && said.hasSuffix("\n66\n"), "\(said)")
    }
  }
}
