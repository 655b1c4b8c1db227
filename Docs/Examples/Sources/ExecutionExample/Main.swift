import RLACounting
import RLAExecution

/// Runs a network of the catalog forward and backward on synthetic weights and images.
@main struct ExecutionExample {
  static func main() throws {
    guard let entry = Catalog.entry(named: "dsrla_mobilenetv2_k32") else { return }
    let options = PlanOptions(batch: 2, height: 64, width: 64, purpose: .training, threads: 2)
    let session = try Session(ExecutionPlan(try entry.architecture().network, options))

    session.setInput(0, SyntheticValues.input(2 * 3 * 64 * 64))
    session.forward()
    print("logits:", session.logits.count)

    let before = session.loss(labels: [0, 1])
    session.backward()
    session.optimizerStep(rate: 0.01)
    session.forward()
    print("a step down the gradient lowers the loss:", session.loss(labels: [0, 1]) < before)
  }
}
