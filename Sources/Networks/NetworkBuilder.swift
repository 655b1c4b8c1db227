import Operators
public import Symbolic

/// Records a network while its definition runs.
///
/// The builder lives only inside `Network.init(_:inputChannels:definition:)`, behind `Scope`; what
/// leaves is a value.
final class NetworkBuilder {
  fileprivate var layers: [Layer] = []
  fileprivate var registrations: [Registration] = []
  fileprivate var nodes: [Node] = []
  fileprivate var stages: [String] = []
  private var layerParts: [Part?] = []
  /// The scope whose code is running.
  private var path = ""
  private var part = Part.backbone

  func layer(
    _ path: String, _ operator: any Operator, part: Part?, spelling: Spelling
  ) -> BuiltLayer {
    layers.append(Layer(path: path, operator: `operator`, spelling: spelling))
    layerParts.append(part)
    let layer = BuiltLayer(index: layers.count - 1, builder: self)
    register(path, layer)
    return layer
  }

  func register(_ path: String, _ layer: BuiltLayer) {
    registrations.append(Registration(path: path, layer: layer.index))
  }

  func beginStage(_ name: String) {
    stages.append(name)
  }

  func running<Result>(_ path: String, _ body: () -> Result) -> Result {
    let outer = self.path
    self.path = path
    defer { self.path = outer }
    return body()
  }

  func inPart<Result>(_ part: Part, _ body: () -> Result) -> Result {
    let outer = self.part
    self.part = part
    defer { self.part = outer }
    return body()
  }

  func apply(_ function: any Operator, to inputs: [Value], spelling: Spelling) -> Value {
    record(.function(function, scope: path), inputs, spelling, part)
  }

  fileprivate func apply(_ layer: BuiltLayer, to input: Value) -> Value {
    record(
      .layer(layer.index), [input], layers[layer.index].spelling, layerParts[layer.index] ?? part)
  }

  private func record(
    _ action: Node.Action, _ inputs: [Value], _ spelling: Spelling, _ part: Part
  ) -> Value {
    precondition(!stages.isEmpty, "A definition begins a stage before its first node.")
    nodes.append(
      Node(
        action: action, inputs: inputs.map(\.id), spelling: spelling, part: part,
        stage: stages.count - 1))
    return Value(id: nodes.count, builder: self)
  }
}

/// The result of a node while the definition runs.
public struct Value {
  let id: ValueID
  let builder: NetworkBuilder

  /// Runs `body` with its nodes counted towards `part`, where their layer does not say otherwise.
  public func inPart<Result>(_ part: Part, _ body: () -> Result) -> Result {
    builder.inPart(part, body)
  }
}

/// A layer while the definition runs; calling it applies it.
public struct BuiltLayer {
  fileprivate let index: Int
  fileprivate let builder: NetworkBuilder

  public func callAsFunction(_ input: Value) -> Value {
    builder.apply(self, to: input)
  }
}

extension Network {
  /// Records the network that `definition` builds.
  ///
  /// - Parameters:
  ///   - name: The name that reports print.
  ///   - inputChannels: Channels of the input images.
  ///   - definition: Takes the outermost scope and the input, returns the outputs.
  public init(
    _ name: String, inputChannels: Dim = 3, definition: (Scope, Value) -> [Value]
  ) {
    let builder = NetworkBuilder()
    let outputs = definition(Scope(builder), Value(id: 0, builder: builder))
    self.name = name
    self.inputChannels = inputChannels
    self.outputs = outputs.map(\.id)
    layers = builder.layers
    registrations = builder.registrations
    nodes = builder.nodes
    stages = builder.stages
  }
}
