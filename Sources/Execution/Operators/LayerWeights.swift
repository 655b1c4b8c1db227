import RLAKernels
import RLANetworks
import RLASymbolic

/// The weights of a layer as values, for operators that run as others.
///
/// Shapes: nothing → the weights.
struct LayerWeights: Operator {
  static let kind = OperatorKind("LayerWeights", .movement, inputs: [])

  let weights: [Weight]

  var kind: OperatorKind { Self.kind }
  var torch: TorchNames { TorchNames(function: "Module.parameters", aten: "parameters") }
  var title: String { "weights" }

  func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    weights.map { .float($0.shape) }
  }

  func work(on inputs: Operands, outputs: Results) -> Work { .none }

  var storage: Storage { .fresh }
  var savedTensors: SavedTensors { .nothing }
}

extension LayerWeights: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    LayerWeightsStep(frame: lowering.frame(site, giving: .rowMajor), layer: site.layer)
  }
}

/// Copies the weights of a layer, which get no gradient.
struct LayerWeightsStep: LightStep {
  var frame: StepFrame
  let layer: Int

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    for (index, output) in frame.outputs.enumerated() {
      memory.tensor(output).copy(
        from: memory.weight(layer, index), width: MemoryLayout<Float>.stride, on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {}
}
