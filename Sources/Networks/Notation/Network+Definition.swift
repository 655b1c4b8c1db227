public import RLASymbolic

extension Network {
  /// The name of the stage of what lies in no other.
  static let remainingStage = "network"

  /// Records the network that `definition` builds.
  ///
  /// - Parameters:
  ///   - name: The name that reports print.
  ///   - inputs: What it takes.
  ///   - definition: Takes the outermost scope and the inputs, returns the outputs by name.
  /// - Throws: What the definition throws.
  public init<Failure: Error>(
    _ name: String, inputs: [Input],
    definition: (Scope, [Value]) throws(Failure) -> [(String, Value)]
  ) throws(Failure) {
    let builder = NetworkBuilder(inputs: inputs)
    let values = inputs.indices.map { Value(id: ValueID($0), builder: builder) }
    let results = try definition(Scope(builder), values)
    self.name = name
    self.inputs = inputs
    outputs = results.map { Output($0.0, $0.1.id) }
    origins = builder.origins
    nodes = builder.nodes
    layers = builder.layers
    registrations = builder.registrations
    constants = builder.constants
    modules = builder.finishedModules
    roles = builder.roles
    stages = builder.stages
    parameterCount = builder.parameterCount
    nodeNames = builder.labels.names
    nodeTypes = builder.labels.types
    constantWork = builder.finishedConstantWork
  }

  /// Records a network that takes a batch of images, N×C×H×W.
  ///
  /// - Parameters:
  ///   - name: The name that reports print.
  ///   - inputChannels: Channels of the images.
  ///   - definition: Takes the outermost scope and the images, returns the outputs.
  public init(
    _ name: String, inputChannels: Dim = 3, definition: (Scope, Value) -> [Value]
  ) {
    self.init(name, inputs: [.images(channels: inputChannels)]) { scope, values in
      let results = definition(scope, values[0])
      return results.enumerated().map {
        (results.count == 1 ? "output" : "output\($0)", $1)
      }
    }
  }
}
