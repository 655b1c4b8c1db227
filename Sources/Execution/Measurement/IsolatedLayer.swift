import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

/// A network of one layer, at the size that the layer has in another network.
struct IsolatedLayer {
  private let network: Network
  private let kind: OperatorKind
  private let options: PlanOptions

  init(_ path: String, in whole: Network, _ options: PlanOptions) throws(PlanFailure) {
    let shapes = try options.shapes(of: whole)
    guard let node = whole.nodes.first(where: { whole.path(of: $0) == path }),
      let input = node.reads.first, let dims = shapes[input].values
    else { throw .symbolic(path) }
    let function = whole.operator(of: node)
    kind = function.kind
    guard [2, 4].contains(dims.count) || dims.count == 3 && dims[1] == 1 else {
      throw .unsupported(path, kind)
    }
    // A vector or sequence has the memory layout of the map of one pixel that it is made from.
    let channels = dims.count == 3 ? dims[1] * dims[2] : dims[1]
    network = Network(path, inputChannels: Dim(channels)) { scope, map in
      let x =
        dims.count == 4 ? map : map.reshaped(to: dims.count == 3 ? Reshape.sequence : .vector)
      return [scope.layer(path, function)(x)]
    }
    var options = options
    options.batch = dims[0]
    (options.height, options.width) = dims.count == 4 ? (dims[2], dims[3]) : (1, 1)
    options.wantsInputGradient = true
    self.options = options
  }

  /// The plan of the layer, which fits into memory.
  func plan(
    _ purpose: PlanOptions.Purpose, _ algorithm: PlanOptions.Algorithm? = nil
  ) throws(PlanFailure) -> ExecutionPlan {
    var options = options
    options.purpose = purpose
    if algorithm == .exact { (options.algorithm, options.precision) = (.exact, .double) }
    let plan = try ExecutionPlan(network, options)
    try plan.requireResources()
    // A layer whose input has to be reordered first cannot be timed alone.
    guard plan.steps.count == 1 else { throw .unsupported(network.name, kind) }
    return plan
  }

  /// A session with an input, packed weights and, in training, the gradient of the result.
  func session(_ plan: ExecutionPlan, on pool: WorkerPool) throws(PlanFailure) -> Session {
    let session = try Session(plan, nil, on: pool)
    session.setInput(
      0,
      SyntheticValues.input(
        options.batch * (network.imageChannels?.value ?? 0) * options.height * options.width))
    session.packWeights()
    if plan.options.purpose == .training {
      let gradient = session.memory.gradientTensor(session.plan.output)
      let (values, synthetic) = (gradient.elements(of: Float.self), SyntheticValues("gradient"))
      for index in 0..<gradient.count {
        values[gradient.offset(of: index)] = Float(2 * synthetic.unit(index) - 1)
      }
    }
    return session
  }
}

extension MapSize {
  var dimensions: [Int] { [batch, channels, height, width] }
}
