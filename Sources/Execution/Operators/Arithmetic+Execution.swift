import Analysis
import Kernels
import Networks
import Operators
import Symbolic

extension Arithmetic: Executable {
  var runsOnMapsOnly: Bool { false }

  /// Sums and products of two tensors of one shape, and products with one factor per channel.
  func runs(at site: Site) -> Bool {
    guard site.isFloating, function == .add || function == .multiply else { return false }
    return isAligned(site) || function == .multiply && scalesChannels(site)
  }

  private func isAligned(_ site: Site) -> Bool {
    site.shapes[site.inputs[0]] == site.shapes[site.inputs[1]]
  }

  private func scalesChannels(_ site: Site) -> Bool {
    let (map, factors) = (site.shapes[site.inputs[0]], site.shapes[site.inputs[1]])
    return map.rank == 4 && factors == [map.batch, map.channels, 1, 1]
  }

  func epilogueTerm(at site: Site) -> EpilogueTerm? {
    function == .add && isAligned(site) ? .sum : nil
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    if function == .add { return AdditionStep(frame: lowering.frame(site, taking: .alike)) }
    if isAligned(site) {
      return MultiplicationStep(frame: lowering.frame(site, taking: .alike))
    }
    let absorbed = lowering.absorb(lowering.trains ? [] : [.sum, .function], after: site)
    return ChannelScalingStep(
      frame: lowering.frame(
        absorbed.chain, inputs: site.inputs + [absorbed.summand].compactMap(\.self)),
      function: absorbed.function)
  }
}

/// `y = a + b`.
struct AdditionStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    Elementwise.add(
      memory.value(frame.inputs[0]), memory.value(frame.inputs[1]),
      to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    for (index, input) in frame.inputs.enumerated() where frame.wants(index) {
      Elementwise.copy(
        memory.gradient(frame.output), to: memory.gradient(input),
        accumulating: frame.adds(index), on: memory.pool)
    }
  }
}

/// `y = a · b`.
struct MultiplicationStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    Elementwise.multiply(
      memory.value(frame.inputs[0]), memory.value(frame.inputs[1]),
      to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    for index in 0..<2 where frame.wants(index) {
      Elementwise.multiply(
        memory.gradient(frame.output), memory.value(frame.inputs[1 - index]),
        to: memory.gradient(frame.inputs[index]), accumulating: frame.adds(index),
        on: memory.pool)
    }
  }
}

/// `y = f(x · gate + r)`, the gate one value for each image and channel.
///
/// Inputs: x, the gate, then the summand where there is one; sum and activation only in inference.
struct ChannelScalingStep: LightStep {
  var frame: StepFrame
  let function: ElementLoop

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    Elementwise.scaleChannels(
      memory.value(frame.inputs[0]), memory.value(frame.inputs[1]),
      after: frame.inputs.count > 2 ? memory.value(frame.inputs[2]) : nil, function: function,
      to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let dy = memory.gradient(frame.output)
    let (x, gate) = (frame.inputs[0], frame.inputs[1])
    if frame.wants(0) {
      Elementwise.scaleChannels(
        dy, memory.value(gate), to: memory.gradient(x), accumulating: frame.adds(0),
        on: memory.pool)
    }
    if frame.wants(1) {
      Elementwise.gateBackward(
        memory.value(x), dy, to: memory.gradient(gate), accumulating: frame.adds(1),
        on: memory.pool)
    }
  }
}
