package import RLAExecution
import RLAKernels
package import RLAText

/// Runs of reference cases beside PyTorch's own float32 errors.
package struct VerifyReport: Sendable {
  package struct Case: Sendable {
    let reference: ReferenceCase
    let run: ReferenceRun

    package init(_ reference: ReferenceCase, _ run: ReferenceRun) {
      self.reference = reference
      self.run = run
    }
  }

  private let cases: [Case]

  package init(_ cases: [Case]) { self.cases = cases }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    if format == .json { return json.text }
    return Table(
      columns: [
        Table.Column("model", key: "model", .left),
        Table.Column("logits", key: "logits_error", .right),
        Table.Column("PyTorch", key: "torch_logits_error", .right, .goes),
        Table.Column("loss", key: "loss_error", .right),
        Table.Column("PyTorch", key: "torch_loss_error", .right, .goes),
        Table.Column("worst gradient", key: "gradient_error", .right),
        Table.Column("PyTorch", key: "torch_gradient_error", .right, .goes),
        Table.Column("of", key: "gradient", .left, .breaks(to: 16)),
        Table.Column("beyond", key: "beyond", .right),
        Table.Column("roundings", key: "roundings", .right, .goes),
        Table.Column("", key: "verdict", .left),
      ],
      rows: cases.map(row),
      footer: [
        "errors are relative: logits to their norm, loss to itself, gradients to the largest "
          + "gradient norm; PyTorch columns are its own float32 errors against float64",
        "'beyond' counts gradients beyond their tolerance; such a case is repeated with other "
          + "'roundings', since the input of a ReLU near zero may fall on either side "
          + "(Docs/Execution.md)",
      ]
    ).text(format, on: page)
  }

  private func row(_ one: Case) -> [Table.Cell] {
    let (run, reference) = (one.run, one.reference)
    return [
      Table.Cell(reference.model), error(run.logitsError), error(reference.torchLogitsError),
      error(run.lossError), error(reference.torchLossError), error(worst(run)),
      error(reference.torchGradientError), Table.Cell(run.worstGradient?.name ?? ""),
      Table.Cell("\(run.gradientsBeyondTolerance)/\(run.gradients.count)"),
      Table.Cell(roundings(run), raw: "\(run.roundings)"),
      Table.Cell(run.isWithinTolerance ? "ok" : "out of tolerance"),
    ]
  }

  /// How many were tried, and the last where it is not the usual one.
  private func roundings(_ run: ReferenceRun) -> String {
    if run.roundings == 1 { return "1" }
    let products = run.rounding.products == .whole ? "whole" : "small"
    return "\(run.roundings): \(run.rounding.fusion.rawValue), \(products) products, "
      + "\(run.rounding.precision.rawValue)"
  }

  private func worst(_ run: ReferenceRun) -> Double {
    (run.worstGradient?.error ?? 0) / run.largestGradientNorm
  }

  private func error(_ value: Double) -> Table.Cell {
    Table.Cell(Numbers.scientific(value), raw: "\(value)")
  }

  private var json: JSONValue {
    .document([
      .init("kind", "verify"),
      .init(
        "cases",
        .array(
          cases.map { one in
            [
              "model": .string(one.reference.model),
              "algorithm": .string(one.run.algorithm.rawValue),
              "logits_error": number(one.run.logitsError),
              "logits_tolerance": number(one.run.logitsTolerance),
              "loss_error": number(one.run.lossError),
              "loss_tolerance": number(one.run.lossTolerance),
              "gradient_error": number(worst(one.run)),
              "gradients_beyond": .integer(one.run.gradientsBeyondTolerance),
              "gradients": .integer(one.run.gradients.count),
              "roundings": .integer(one.run.roundings),
              "plan": .string(one.run.rounding.fusion.rawValue),
              "precision": .string(one.run.rounding.precision.rawValue),
              "ok": .bool(one.run.isWithinTolerance),
            ]
          })),
    ])
  }

  private func number(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
}
