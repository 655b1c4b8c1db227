import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension Arithmetic: Executable {
  var runsOnMapsOnly: Bool { false }

  /// Numbers of one type with any function, truth values with functions that return truth values.
  func runs(at site: Site) -> Bool {
    let types = site.inputs.map { site.shapes.facts[$0].type }
    guard types[0] == types[1], types[0] != .bool || function.isPredicate else { return false }
    return site.storesAllTypes && PairLoop(named: function.loop) != nil
  }

  private func isAligned(_ site: Site) -> Bool {
    site.shapes[site.inputs[0]] == site.shapes[site.inputs[1]]
  }

  private func scalesChannels(_ site: Site) -> Bool {
    let (map, factors) = (site.shapes[site.inputs[0]], site.shapes[site.inputs[1]])
    return map.rank == 4 && factors == [map.batch, map.channels, 1, 1]
  }

  func epilogueTerm(at site: Site) -> EpilogueTerm? {
    guard site.isFloating else { return nil }
    if isAligned(site) { return function == .add ? .sum : nil }
    return channelTerm(at: site)
  }

  /// A product or a sum with a constant that varies along one axis of the result at most.
  private func channelTerm(at site: Site) -> EpilogueTerm? {
    let network = site.shapes.network
    guard function == .multiply || function == .add,
      let constant = (0..<2).first(where: { network.isConstant(site.inputs[$0]) }),
      site.sizes(1 - constant) == site.outputSizes()
    else { return nil }
    let added = site.outputSizes().count - site.rank(constant)
    let axes = site.sizes(constant).indices.filter { site.sizes(constant)[$0] > 1 }
    if axes.count > 1 { return nil }
    let value = site.inputs[constant]
    return .channels(
      function == .multiply ? .factor(value) : .offset(value), axis: axes.first.map { $0 + added })
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard site.isFloating, function == .add || function == .multiply else {
      return pairStep(at: site, in: &lowering)
    }
    if isAligned(site) {
      let frame = lowering.frame(site, taking: .alike)
      return function == .add ? AdditionStep(frame: frame) : MultiplicationStep(frame: frame)
    }
    return function == .multiply && scalesChannels(site)
      ? scalingStep(at: site, in: &lowering) : pairStep(at: site, in: &lowering)
  }

  /// The step of any function; the result has the layout of the larger operand.
  private func pairStep(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let loop = PairLoop(named: function.loop) else {
      preconditionFailure("A plan refuses what has no loop.")
    }
    let rank = site.outputSizes().count
    let alike = (0..<2).filter { site.rank($0) == rank }
    func count(_ input: Int) -> Int { site.sizes(input).reduce(1, *) }
    let largest = alike.max { count($0) < count($1) }
    let order = largest.map { lowering.order(of: site.inputs[$0]) } ?? .rowMajor
    return PairStep(
      frame: lowering.frame(site, taking: .any, giving: order), loop: loop,
      savingInputs: function.savedTensors == .inputs)
  }

  private func scalingStep(at site: Site, in lowering: inout Lowering) -> any Step {
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
  var savedValues: [ValueID] { [] }

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
  var savedValues: [ValueID] { frame.inputs }

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
  var savedValues: [ValueID] { frame.inputs }

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
