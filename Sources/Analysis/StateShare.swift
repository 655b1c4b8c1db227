public import RLANetworks
public import RLASymbolic

/// The work and the parameters that a network has only because of a lane beside the main one.
///
/// Most nodes belong to one lane. Main layers that read a concatenation [x, h] belong to both:
/// their share for x is what they would cost without h, so that the shares of the main lane add up
/// to the network without the other lane.
public struct StateShare: Sendable {
  /// By value, the channels that come from the other lane.
  private let stateChannels: [Dim]
  private let shapes: InferredShapes
  /// The role for the cost of reading the other lane in main layers.
  private let input: Role

  public init(_ shapes: InferredShapes) {
    let network = shapes.network
    var channels = [Dim](repeating: 0, count: network.valueCount)
    var lane = Role.Lane.main
    for node in network.nodes {
      let function = network.operator(of: node)
      if !network.isMain(node) { lane = network.role(of: node).lane ?? lane }
      for value in node.outputs {
        if function.kind == Concatenation.kind {
          channels[value] = node.reads.reduce(0) { $0 + channels[$1] }
        } else if !network.isMain(node) {
          let output = shapes[value]
          channels[value] = output.rank > 1 ? output.channels : 0
        } else if (function as? any ChannelReader)?.mixesChannels != true,
          let first = node.reads.first
        {
          channels[value] = channels[first]
        }
      }
    }
    stateChannels = channels
    self.shapes = shapes
    input = Role("\(lane.name) input", .main, rank: 1)
  }

  /// The operator of a backbone node without the state, with its inputs; nil where the node does
  /// not read the state or belongs to it.
  private func narrowed(node index: Int) -> (operator: any Operator, inputs: Operands)? {
    let node = shapes.network.nodes[index]
    guard shapes.network.isMain(node), let first = node.reads.first else { return nil }
    let fed = stateChannels[first]
    if fed == 0 { return nil }
    var facts = shapes.inputs(ofNode: index).facts
    if let channels = facts[0]?.shape.channels { facts[0]?.shape.dims[1] = channels - fed }
    let function = shapes.network.operator(of: node)
    let narrow = (function as? any ChannelReader)?.narrowed(by: fed) ?? function
    return (narrow, Operands(facts))
  }

  /// The work of a node by role; two for a main layer that reads the other lane.
  public func work(ofNode index: Int, _ flow: GradientFlow) -> [(role: Role, work: Work)] {
    let network = shapes.network
    let whole = flow.restricted(shapes.work(ofNode: index), of: network.nodes[index])
    guard let (function, inputs) = narrowed(node: index) else {
      return [(network.role(of: network.nodes[index]), whole)]
    }
    var requirements = Requirements()
    guard let facts = try? function.outputs(of: inputs, requiring: &requirements) else {
      preconditionFailure("A narrower operator fits its narrower input.")
    }
    let plain = flow.restricted(
      function.work(on: inputs, outputs: Results(facts)), of: network.nodes[index])
    return [(.main, plain), (input, whole - plain)]
  }

  /// The parameters of the layer that a node applies, by role.
  public func parameters(ofNode index: Int) -> [(role: Role, count: Dim)] {
    let node = shapes.network.nodes[index]
    let whole = shapes.network.parameterCount(of: node)
    guard let (function, _) = narrowed(node: index) else {
      return [(shapes.network.role(of: node), whole)]
    }
    let plain = function.parameterCount
    return [(.main, plain), (input, whole - plain)]
  }
}
