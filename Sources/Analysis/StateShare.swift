public import Networks
public import Operators
public import Symbolic

/// The work and the parameters that a network has only because a state runs beside its features.
///
/// Most nodes belong to the state or to the backbone as a whole. The layers that read the
/// concatenation [x, h] belong to both: their share for x is what they would cost without h. So the
/// backbone's shares add up to the plain network.
public struct StateShare: Sendable {
  /// By value, the channels that carry the state.
  private let stateChannels: [Dim]
  private let shapes: InferredShapes

  public init(_ shapes: InferredShapes) {
    var channels: [Dim] = [0]
    let network = shapes.network
    channels.reserveCapacity(network.valueCount)
    for (index, node) in network.nodes.enumerated() {
      let function = network.operator(of: node)
      let output = shapes.output(ofNode: index)
      if function.kind == .concatenation {
        channels.append(node.inputs.reduce(0) { $0 + channels[$1] })
      } else if node.part != .backbone {
        channels.append(output.rank > 1 ? output.channels : 0)
      } else {
        channels.append(function.mixesChannels ? 0 : channels[node.inputs[0]])
      }
    }
    stateChannels = channels
    self.shapes = shapes
  }

  /// The operator of a backbone node as it would be without the state, with the inputs it would
  /// have; nil where the node reads no state or belongs to it.
  private func narrowed(node index: Int) -> (operator: any Operator, inputs: [Shape])? {
    let node = shapes.network.nodes[index]
    let fed = stateChannels[node.inputs[0]]
    guard node.part == .backbone, fed != 0 else { return nil }
    var inputs = shapes.inputs(ofNode: index)
    inputs[0].dims[1] = inputs[0].channels - fed
    return (shapes.network.operator(of: node).narrowed(by: fed), inputs)
  }

  /// The work of a node by part; two parts for a layer that reads the state beside the features.
  public func work(ofNode index: Int, _ flow: GradientFlow) -> [(part: Part, work: Work)] {
    let network = shapes.network
    let whole = flow.restricted(shapes.work(ofNode: index), ofNode: index, in: network)
    guard let (function, inputs) = narrowed(node: index) else {
      return [(network.nodes[index].part, whole)]
    }
    var requirements = Requirements()
    guard let output = try? function.outputShape(of: inputs, requiring: &requirements) else {
      preconditionFailure("A narrower operator fits its narrower input.")
    }
    let plain = flow.restricted(
      function.work(on: inputs, output: output), ofNode: index, in: network)
    return [(.backbone, plain), (.stateInput, whole - plain)]
  }

  /// The parameters of the layer that a node applies, by part.
  public func parameters(ofNode index: Int) -> [(part: Part, count: Dim)] {
    let node = shapes.network.nodes[index]
    let whole = shapes.network.parameterCount(of: node)
    guard let (function, _) = narrowed(node: index) else { return [(node.part, whole)] }
    let plain = function.parameterCount
    return [(.backbone, plain), (.stateInput, whole - plain)]
  }
}

extension Operator {
  /// Whether every output channel depends on every input channel.
  fileprivate var mixesChannels: Bool {
    switch self {
    case let convolution as Convolution: !convolution.isDepthwise
    case is Linear: true
    default: false
    }
  }

  /// The operator for an input that lacks some channels.
  fileprivate func narrowed(by channels: Dim) -> any Operator {
    switch self {
    case let convolution as Convolution:
      let isDepthwise = convolution.isDepthwise
      return Convolution(
        convolution.inputChannels - channels,
        isDepthwise ? convolution.outputChannels - channels : convolution.outputChannels,
        windows: convolution.windows,
        groups: isDepthwise ? convolution.groups - channels : convolution.groups,
        bias: convolution.hasBias)
    case let linear as Linear:
      return Linear(
        linear.inputFeatures - channels, linear.outputFeatures, bias: linear.hasBias)
    case let norm as BatchNormalization:
      return BatchNormalization(norm.channels - channels)
    default:
      return self
    }
  }
}
