import RLAExecution
import RLAImages
import RLANetworks
import RLAText

extension EvaluationReport {
  var json: JSONValue {
    let options = conditions.plan.options
    let transform = conditions.transform
    // The digits that a user writes, not those that 32 bits make of them.
    func list(_ numbers: [Float]) -> JSONValue {
      .array(numbers.map { .number(Double("\($0)") ?? Double($0)) })
    }
    let input: JSONValue = [
      "side": .integer(transform.side), "short_side": .integer(transform.shortSide),
      "keeps_exact_size": .bool(transform.keepsExactSize),
      "mean": list(transform.normalization.means),
      "deviation": list(transform.normalization.deviations),
    ]
    return .document([
      .init("kind", "evaluate"), .init("model", .string(conditions.plan.network.name)),
      .init("weights", .string(conditions.weights?.weightsText ?? "")),
      .init("data", .string(data.path)), .init("images", .integer(data.images)),
      .init(
        "broken",
        .array(
          broken.map { broken in
            ["image": .string(broken.name), "reason": .string(broken.failure.text)]
          })),
      .init("not_finite", .integer(tally.notFinite)), .init("input", input),
      .init("total", members(tally.total)),
      .init(
        "classes",
        .array(
          tally.classes.enumerated().map { label, count in
            .object(
              [.init("label", .integer(label)), .init("name", .string(data.name(label)))]
                + memberList(count))
          })),
      .init(
        "confusions",
        .array(
          confusions.map { pair in
            [
              "label": .integer(pair.label), "answer": .integer(pair.answer),
              "images": .integer(pair.count),
            ]
          })),
      .init("batch", .integer(options.batch)), .init("threads", .integer(options.threads)),
      .init("workers", .integer(conditions.workers)), .init("dtype", "float32"),
      .init("seconds", .number(conditions.time.seconds)),
      .init("images_per_second", .number(imagesPerSecond)),
      .init("machine", conditions.machine.json),
    ])
  }

  private func members(_ count: Score) -> JSONValue {
    .object(memberList(count))
  }

  /// Shares are from 0 to 1; null where there are no images, or for top-5 fewer than five classes.
  private func memberList(_ count: Score) -> [JSONValue.Member] {
    func number(_ value: Double?) -> JSONValue {
      guard let value, value.isFinite else { return .null }
      return .number(value)
    }
    return [
      .init("images", .integer(count.images)), .init("top1_images", .integer(count.top1)),
      .init("top1", number(count.top1Share)),
      .init("top5_images", tally.hasTop5 ? .integer(count.top5) : .null),
      .init("top5", number(tally.hasTop5 ? count.top5Share : nil)),
      .init("loss", number(count.loss)),
    ]
  }
}
