import RLANetworks
import RLASymbolic

/// Finds the first step that makes a value that is not finite.
package final class FiniteCheck: StepObserver {
  /// The path of the first such step, with the number of values.
  package private(set) var finding: (path: String, pass: Session.Pass, count: Int)?

  package init() {}

  package func willRun() {}

  package func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
    if finding != nil { return }
    let count = session.nonfiniteCount(step: step, pass)
    if count > 0 { finding = (session.plan.stepDescriptions[step].path, pass, count) }
  }
}

extension FiniteCheck {
  /// Runs a session once, on the batch that a benchmark of it would take.
  ///
  /// - Parameters:
  ///   - session: What runs.
  ///   - mode: Whether the backward pass runs as well.
  /// - Returns: The path of the first layer that makes a value that is not finite, and how many.
  package static func finding(
    in session: Session, _ mode: Benchmark.Mode
  ) -> (path: String, pass: Session.Pass, count: Int)? {
    let check = FiniteCheck()
    session.setSyntheticInputs()
    session.observer = check
    defer { session.observer = nil }
    session.forward()
    if mode != .inference {
      _ = session.loss(labels: session.plan.syntheticLabels)
      session.backward()
    }
    return check.finding
  }
}
