import Networks

/// A step of inference only: it keeps nothing for a way back.
///
/// `ExecutionPlan` refuses to train a network whose operators are lowered to one.
protocol ForwardOnlyStep: Step {}

extension ForwardOnlyStep {
  var savedCount: Int { 0 }
  var retained: [ValueID] { [] }

  func backward(_ memory: StepMemory) {
    preconditionFailure("A plan for training has no such step.")
  }
}
