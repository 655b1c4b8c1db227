import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension BlockQuantizedLinear: ComposedExecutable {
  /// Columns in another order, and zero points that are real numbers, have no kernel.
  func runs(at site: Site) -> Bool {
    site.operands.optional(4) == nil && site.type(ofInput: 3) ?? .uint8 == .uint8
      && partsRun(at: site)
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let unpacking = UnpackedBlocks(
      rows: outputSize, columns: inputSize, bits: bits, block: block)
    let weights = net.apply(unpacking, to: [inputs[1], inputs[2], inputs.at(3)])[0]
    guard let input = inputs[0] else { preconditionFailure("The input is required.") }
    let product = net.one(TransposedMatMul(transposesRight: true), input, weights)
    return [net.sum(product, inputs.at(5))]
  }
}

/// Packed weights of a few bits as a matrix of real numbers.
///
/// Shapes: packed bytes, a scale for each block and optionally packed zero points → rows × columns.
struct UnpackedBlocks: Operator {
  static let kind = OperatorKind(
    "UnpackedBlocks", .arithmetic,
    inputs: [
      OperatorKind.Port("B"), OperatorKind.Port("scales"),
      OperatorKind.Port("zero_points", .optional),
    ])

  let rows: Dim
  let columns: Dim
  let bits: Int
  let block: Int

  var kind: OperatorKind { Self.kind }
  var torch: TorchNames { Dequantization().torch }
  var title: String { Dequantization().title }
  var weights: [Weight] { [] }

  func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] { [.float([rows, columns])] }

  func work(on inputs: Operands, outputs: Results) -> Work { .none }

  var storage: Storage { .fresh }
  var savedTensors: SavedTensors { .nothing }
}

extension UnpackedBlocks: Executable {
  var runsOnMapsOnly: Bool { false }

  /// The bytes and scales have to be as many as the kernel reads.
  func runs(at site: Site) -> Bool {
    guard let rows = rows.value, let columns = columns.value else { return false }
    let blocks = (columns + block - 1) / block
    let packed = rows * blocks * ((block * bits + 7) / 8)
    let zeros = site.sizes(ofInput: 2)?.product ?? .max
    return site.type(ofInput: 0) == .uint8 && site.type(ofInput: 1) == .float32
      && site.sizes(0).product >= packed && site.sizes(1).product >= rows * blocks
      && zeros >= rows * ((blocks * bits + 7) / 8)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let sizes = site.outputSizes()
    return UnpackedBlocksStep(
      frame: lowering.frame(site, taking: .rowMajor, giving: .rowMajor),
      kernel: BlockUnpacking(rows: sizes[0], columns: sizes[1], bits: bits, block: block))
  }
}

/// Unpacks weights, which get no gradient.
struct UnpackedBlocksStep: LightStep {
  var frame: StepFrame
  let kernel: BlockUnpacking

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    let inputs = frame.inputs.map(memory.tensor)
    kernel.run(
      inputs[0].elements(of: UInt8.self), scales: inputs[1].elements(of: Float.self),
      zeros: inputs.count > 2 ? UnsafePointer(inputs[2].elements(of: UInt8.self)) : nil,
      to: memory.tensor(frame.output).elements(of: Float.self), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
