import RLAKernels
import RLANetworks

/// A truth value on which it depends whether a step runs.
struct StepCondition: Hashable, Sendable {
  /// A tensor of one truth value.
  let value: ValueID
  let holds: Bool
}

/// A step that takes its second input where its first one holds, else its third.
protocol ChoosingStep: Step {}

/// The steps of inference that run only where a condition holds, since nothing but a choice by that
/// condition reads their results: the branches of an If, and the runs of a loop after the last one.
struct BranchSteps {
  private let values: LoweredValues
  private let outputs: Set<ValueID>
  /// By root, the steps that read it and the positions of the inputs.
  private var readers: [ValueID: [(step: Int, input: Int)]] = [:]
  /// By root, the last step that writes it.
  private var makers: [ValueID: Int] = [:]

  /// Marks them; `steps` are in the order of the forward pass.
  static func mark(_ steps: inout [any Step], _ lowering: Lowering) {
    if lowering.trains { return }
    let branches = BranchSteps(steps, lowering)
    for index in steps.indices.reversed() where !steps[index].frame.isConstant {
      steps[index].frame.conditions = branches.conditions(of: index, in: steps)
    }
  }

  private init(_ steps: [any Step], _ lowering: Lowering) {
    values = lowering.values
    let values = values
    outputs = Set(lowering.network.outputs.map { values.placed($0.value).root })
    for (index, step) in steps.enumerated() {
      for (position, input) in step.frame.inputs.enumerated() {
        readers[root(of: input), default: []].append((index, position))
      }
      for output in step.frame.outputs { makers[root(of: output)] = index }
    }
  }

  private func root(of value: ValueID) -> ValueID { values.placed(value).root }

  /// What all readers of the results of a step have in common, as far as it is known by then.
  private func conditions(of index: Int, in steps: [any Step]) -> [StepCondition] {
    var common: [StepCondition]?
    for root in Set(steps[index].frame.outputs.map(root)) {
      if outputs.contains(root) { return [] }
      for reader in readers[root] ?? [] where reader.step > index {
        let wanted = conditions(of: reader, in: steps)
        common = common.map { $0.common(with: wanted) } ?? wanted
      }
    }
    let known = (common ?? []).prefix { condition in
      guard let maker = makers[root(of: condition.value)] else { return true }
      return maker < index || steps[maker].frame.isConstant
    }
    return Array(known)
  }

  /// When an input of a step is read.
  private func conditions(
    of reader: (step: Int, input: Int), in steps: [any Step]
  ) -> [StepCondition] {
    let step = steps[reader.step]
    guard step is any ChoosingStep, reader.input > 0, let condition = step.frame.inputs.first,
      values.placed(condition).count == 1
    else { return step.frame.conditions }
    return step.frame.conditions + [StepCondition(value: condition, holds: reader.input == 1)]
  }
}

extension [StepCondition] {
  /// The conditions from the outermost on that another step has too.
  fileprivate func common(with other: [StepCondition]) -> [StepCondition] {
    zip(self, other).prefix { $0 == $1 }.map(\.0)
  }
}

extension StepFrame {
  /// Whether the step runs, given what ran before.
  func applies(_ memory: SessionMemory) -> Bool {
    conditions.allSatisfy {
      (memory.tensor($0.value).elements(of: UInt8.self)[0] != 0) == $0.holds
    }
  }
}
