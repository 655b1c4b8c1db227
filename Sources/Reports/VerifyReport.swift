package import RLAExecution
import RLAKernels
package import RLAText

/// Runs of reference cases beside the float32 errors of another implementation.
package struct VerifyReport: Sendable {
  package struct Case: Sendable {
    let name: String
    let peer: Peer
    package let run: ReferenceRun
    /// The errors of the peer, as far as they are known.
    let logitsError: Double?
    let lossError: Double?
    let gradientError: Double?

    package init(_ reference: ReferenceCase, _ run: ReferenceRun) {
      self.run = run
      (name, peer) = (reference.model, .torch)
      logitsError = reference.torchLogitsError
      lossError = reference.torchLossError
      gradientError = reference.torchGradientError
    }

    /// A run on given values.
    package init(named name: String, _ run: ReferenceRun) {
      self.run = run
      self.name = name
      peer = .none
      (logitsError, lossError, gradientError) = (nil, nil, nil)
    }

    package init(_ reference: ModelCase, name: String, _ run: ReferenceRun) {
      self.run = run
      self.name = name
      peer = .runtime
      logitsError = reference.runtimeError
      (lossError, gradientError) = (nil, nil)
    }
  }

  /// Whose errors stand beside those of a run.
  enum Peer: String {
    case torch = "PyTorch"
    case runtime = "ONNX Runtime"
    /// Nobody's.
    case none = "peer"
  }

  private let cases: [Case]

  package init(_ cases: [Case]) { self.cases = cases }

  private func has(_ peer: Peer) -> Bool { cases.contains { $0.peer == peer } }

  private var peerTitle: String {
    guard let first = cases.first?.peer else { return "" }
    return cases.allSatisfy { $0.peer == first } ? first.rawValue : "peer"
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    if format == .json { return json.text }
    return Table(
      columns: [
        Table.Column("model", key: "model", .left, .breaks(to: 16)),
        Table.Column("logits", key: "logits_error", .right),
        Table.Column(peerTitle, key: "torch_logits_error", .right, .goes),
        Table.Column("loss", key: "loss_error", .right),
        Table.Column(peerTitle, key: "torch_loss_error", .right, .goes),
        Table.Column("worst gradient", key: "gradient_error", .right),
        Table.Column(peerTitle, key: "torch_gradient_error", .right, .goes),
        Table.Column("of", key: "gradient", .left, .breaks(to: 16)),
        Table.Column("beyond", key: "beyond", .right),
        Table.Column("roundings", key: "roundings", .right, .goes),
        Table.Column("", key: "verdict", .left),
      ],
      rows: cases.map(row),
      footer: errorNotes + gradientNotes
    ).text(format, on: page)
  }

  private var gradientNotes: [String] {
    if !has(.torch), !has(.runtime) { return [] }
    return [
      "'beyond' counts gradients beyond their tolerance; such a case is repeated with other "
        + "'roundings', since the input of a ReLU near zero may fall on either side "
        + "(Docs/Execution.md)"
    ]
  }

  /// What the errors are relative to.
  private var errorNotes: [String] {
    var notes: [String] = []
    if has(.torch) {
      notes.append(
        "errors are relative: logits to their norm, loss to itself, gradients to the largest "
          + "gradient norm; PyTorch columns are its own float32 errors against float64")
    }
    if has(.runtime) {
      notes.append(
        "errors of models are relative: each output to its norm, the worst of them under 'logits', "
          + "the loss (a weighted sum of the first output) to the norm of that output, gradients to "
          + "the largest gradient norm; those of ONNX Runtime are its own float32 errors against "
          + "float64")
    }
    if has(.none) {
      notes.append(
        "errors of folders are those of the worst element, |a − b| / (|b| + 1e-4) where b is expected; "
          + "those up to 1e-3 pass, of 16 bits up to four units in the last place, and whole "
          + "numbers have to be equal")
    }
    return notes
  }

  private func row(_ one: Case) -> [Table.Cell] {
    let run = one.run
    return [
      Table.Cell(one.name), error(run.logitsError), error(one.logitsError),
      error(run.hasGradients ? run.lossError : nil), error(one.lossError), error(worst(run)),
      error(one.gradientError), Table.Cell(run.worstGradient?.name ?? ""),
      Table.Cell(
        run.hasGradients ? "\(run.gradientsBeyondTolerance)/\(run.gradients.count)" : ""),
      Table.Cell(roundings(run), raw: "\(run.roundings)"),
      Table.Cell(run.isWithinTolerance ? "ok" : "out of tolerance"),
    ]
  }

  /// How many were tried, and the last where it is not the usual one.
  private func roundings(_ run: ReferenceRun) -> String {
    if run.roundings == 1 { return "1" }
    let products = run.rounding.products == .whole ? "whole" : "small"
    let place = run.rounding.kernels == .blas ? " in the library" : ""
    return "\(run.roundings): \(run.rounding.fusion.rawValue), \(products) products\(place), "
      + "\(run.rounding.precision.rawValue)"
  }

  private func worst(_ run: ReferenceRun) -> Double? {
    run.worstGradient.map { $0.error / run.largestGradientNorm }
  }

  private func error(_ value: Double?) -> Table.Cell {
    value.map { Table.Cell(Numbers.scientific($0), raw: "\($0)") } ?? ""
  }

  private var json: JSONValue {
    .document([
      .init("kind", "verify"),
      .init(
        "cases",
        .array(
          cases.map { one in
            [
              "model": .string(one.name),
              "algorithm": .string(one.run.algorithm.rawValue),
              "logits_error": number(one.run.logitsError),
              "logits_tolerance": number(one.run.logitsTolerance),
              "loss_error": number(one.run.hasGradients ? one.run.lossError : nil),
              "loss_tolerance": number(one.run.hasGradients ? one.run.lossTolerance : nil),
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

  private func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }
}
