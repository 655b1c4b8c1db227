import Foundation
import TestSupport
import Testing

/// Reference cases that cannot be right.
@Suite struct VerifyMistakeTests {
  @Test(arguments: [
    ("input", [2, 1, 64, 64] as [Int]), ("input", [2, 4, 64, 64]),
    ("input", [2, 3, 40_000, 40_000]),
    ("input", [2, 3, .max, 64]), ("input", [2, 3, 1 << 32, 64]), ("input", [2, 3, 0, 64]),
    ("input", [2, 3, 64]), ("labels", [0, 1000]), ("labels", [0, -1]), ("labels", [0, 1 << 30]),
    ("labels", [0]),
  ])
  func `Sizes and labels are checked before anything is taken`(key: String, value: [Int]) throws {
    try expectRefusal { $0[key] = value }
  }

  @Test(arguments: [
    ("eval_logits_l2", -7.0), ("eval_logits_l2", 0), ("torch_f32_eval_rel_error", -1e-7),
    ("train_loss", -1), ("train_loss", .leastNonzeroMagnitude), ("torch_f32_eval_rel_error", 1e308),
    ("torch_f32_train_loss", -1e308),
  ])
  func `Norms and errors are checked`(key: String, value: Double) throws {
    try expectRefusal { $0[key] = value }
  }

  @Test(arguments: [
    ["l2": 0.0], ["l2": -1], ["torch_f32_rel_error": -1], ["torch_f32_rel_error": 1e308],
    ["l2": 1e308, "torch_f32_rel_error": 1e308],
  ])
  func `A gradient is checked like a result`(change: [String: Double]) throws {
    try expectRefusal { document in
      var gradient: [String: Any] = ["l2": 1.0, "sum": 0.0, "first": [0.5]]
      for (key, value) in change { gradient[key] = value }
      document["gradients"] = ["input": gradient]
    }
  }

  @Test(arguments: [[[], [0.5]], [[0.5]], [[0.5], [0.5], [0.5]]] as [[[Double]]])
  func `Logits are those of the images`(logits: [[Double]]) throws {
    try expectRefusal { $0["eval_logits"] = logits }
    try expectRefusal {
      $0["eval_logits"] = Array(repeating: [Double](repeating: 0, count: 1001), count: 2)
    }
  }

  private func expectRefusal(_ change: (inout [String: Any]) -> Void) throws {
    let text = try Fixture.text("Numerics/mobilenet_v2.json")
    var document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    change(&document)
    try inFolder { folder in
      try JSONSerialization.data(withJSONObject: document)
        .write(to: folder.appending(path: "case.json"))
      let said = try ProgramRun.shell("rla-profile verify case.json 2>&1; echo $?", in: folder)
      #expect(said.hasPrefix("rla-profile: 'case.json' is not a reference case;"), "\(said)")
      #expect(said.hasSuffix("\n65\n"))
    }
  }
}
