import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAONNX
import RLAQueries
import RLASymbolic

/// An architecture with the name or the file under which the user asked for it.
struct NamedArchitecture {
  let requested: String
  let entry: CatalogEntry?
  let architecture: any Architecture
  /// The network of the architecture, built once.
  let network: Network

  init(_ requested: RequestedNetwork, _ options: ModelOptions) throws(CommandFailure) {
    try self.init(
      requested, stateChannels: options.variant.stateChannels,
      classes: options.variant.classCount, wiring: options.wiring, detector: options.detector,
      branches: options.inputs.branches
    ) { named throws(CommandFailure) in try named.inputs(options) }
    if imported == nil, let channels = options.inputSize?.channels,
      Dim(channels) != architecture.inputChannels
    {
      throw .inputChannels(architecture.name, channels, expected: architecture.inputChannels)
    }
  }

  /// A network that a file holds.
  init(_ path: String, _ architecture: ImportedArchitecture) {
    requested = path
    entry = nil
    self.architecture = architecture
    network = architecture.network
  }

  /// - Parameters:
  ///   - request: A name or a file.
  ///   - k: Channels of the state, as a number or a symbol; nil for what name or file say.
  ///   - classes: Classes, as a number or a symbol; nil for what name or file say.
  ///   - wiring: Where the state reads its input; nil for what name or file say.
  ///   - detector: What to change of a detector; nil for nothing.
  ///   - branches: Which branches of a model run.
  ///   - bind: What is known of the inputs of a model, given the network without its nodes.
  /// - Throws: `CommandFailure` where there is no such network.
  init(
    _ request: RequestedNetwork, stateChannels k: Dim?, classes: Dim?, wiring: Wiring?,
    detector: DetectorOptions?, branches: [BranchChoice] = [],
    binding bind: (NamedArchitecture) throws(CommandFailure) -> [Fact] = { $0.declaredInputs }
  ) throws(CommandFailure) {
    requested = request.word
    var found: any Architecture
    let isModel = ModelFile.isModel(requested)
    if !isModel, let choice = branches.first {
      throw .input(requested, .unknownBranch(choice.node, suggestions: []))
    }
    if isModel {
      entry = nil
      // A symbol stands for what a network may leave open, and a file leaves nothing open.
      if k?.value != nil { throw .fixedByFile(requested, option: "--rla-channels") }
      if classes?.value != nil { throw .fixedByFile(requested, option: "--classes") }
      found = try ModelFile.read(
        requested, branches: branches, shownName: request.shownName, binding: bind)
    } else if NetworkFile.isFile(requested) {
      entry = nil
      found = try Self.adjusted(try NetworkFile.architecture(requested), requested, k, classes)
      if let name = request.shownName { found.name = name }
    } else {
      guard let entry = Catalog.entry(named: requested) else {
        if requested == Output.standard { throw .noStandardInput }
        if NetworkFile.hasExtension(requested) { throw .unreadableKind(requested) }
        throw .unknownArchitecture(requested, suggestions: Catalog.suggestions(for: requested))
      }
      self.entry = entry
      do {
        found = try entry.architecture(stateChannels: k, classes: classes)
      } catch {
        throw .stateChannels(entry.name, error)
      }
    }
    if let wiring {
      if found.recurrence == nil { throw .wiring(found.name) }
      found = found.wired(wiring)
    }
    architecture = try detector?.adjusted(found) ?? found
    network = architecture.network
  }

  /// The network with its shapes at the input size that `options` ask for.
  ///
  /// `given` is what the inputs are; nil for what the options say.
  func profiled(
    _ options: ModelOptions, inputs given: [Fact]? = nil, freezing paths: [String] = [],
    optimizer: Optimizer = .momentum,
    precision: StoragePrecision = .float32
  ) throws(CommandFailure) -> ProfiledModel {
    var facts = given ?? []
    if given == nil { facts = try inputs(options) }
    let known = imported?.imported.shapes(of: facts)
    let shapes = if let known { known } else { try Self.shapes(of: network, facts) }
    return ProfiledModel(
      requested: requested, entry: entry, architecture: architecture,
      profile: Profile(
        shapes, frozenLayers: try network.frozenLayers(with: paths), optimizer: optimizer,
        precision: precision),
      padding: options.padding(for: architecture))
  }

  /// The profile with symbols for the sizes in `inputs` that are free.
  func symbolicProfile(
    _ inputs: [Fact], freezing paths: [String] = [], optimizer: Optimizer = .momentum,
    _ precision: StoragePrecision = .float32
  ) throws(CommandFailure) -> Profile {
    Profile(
      try Self.shapes(of: network, inputs), frozenLayers: try network.frozenLayers(with: paths),
      optimizer: optimizer, precision: precision)
  }

  /// The shapes of a network, or why it refuses the input and which sizes it accepts.
  static func shapes(
    of network: Network, _ inputs: [Fact]
  ) throws(CommandFailure) -> InferredShapes {
    do {
      return try InferredShapes(network, inputs: inputs)
    } catch {
      // A network without free sizes accepts what its file says and nothing else.
      let isFree = network.inputs.first?.fact.shape.symbols.contains(.height) ?? false
      throw .refusedInput(
        network, input: inputs.first?.shape ?? [], error,
        accepted: isFree ? try? InferredShapes.acceptedSizes(of: network) : nil,
        demand: demand(of: network, inputs),
        isAccident: inputs.count == 1
          && InferredShapes.runsByStretching(network, input: inputs[0].shape))
    }
  }

  /// The first range of heights or widths that a node of a file accepts and the images are not in.
  private static func demand(of network: Network, _ inputs: [Fact]) -> SizeDemand? {
    guard network.isFromFile, let channels = network.imageChannels, inputs.count == 1,
      inputs[0].shape.rank == 4,
      let shapes = try? InferredShapes(network, input: Input.images(channels: channels).fact.shape)
    else { return nil }
    let accepted = AcceptedInputs(shapes)
    for located in shapes.assumptions {
      guard let (symbol, sizes) = accepted.range(acceptedBy: located),
        let size = inputs[0].shape.dims[symbol == .height ? 2 : 3].value,
        symbol == .height || symbol == .width, !sizes.contains(size)
      else { continue }
      return SizeDemand(path: located.path, symbol: symbol, sizes: sizes)
    }
    return nil
  }

  /// Whether a word names a file, a network or a group of them.
  static func exists(_ name: String) -> Bool {
    NetworkFile.isFile(name) || RequestedNetwork.names(name) != [name]
      || Catalog.entry(named: name) != nil
  }

  private static func adjusted(
    _ architecture: any Architecture, _ name: String, _ k: Dim?, _ classes: Dim?
  ) throws(CommandFailure) -> any Architecture {
    var result = architecture
    if let classes { result.classes = classes }
    guard let k else { return result }
    if result.stateChannels == nil { throw .stateChannels(name, .noState) }
    result.stateChannels = k
    return result
  }
}

extension ONNXNetwork {
  /// The shapes for some inputs, where the import of the file told them.
  fileprivate func shapes(of inputs: [Fact]) -> InferredShapes? {
    guard let facts, facts.starts(with: inputs) else { return nil }
    return InferredShapes(network, known: facts)
  }
}

extension Network {
  /// The layers that are not trained: those of the published training and those under `paths`.
  fileprivate func frozenLayers(with paths: [String]) throws(CommandFailure) -> Set<Int> {
    try layers(under: paths).union(frozenLayers)
  }

  /// The layers whose path begins with one of `paths`, component by component.
  fileprivate func layers(under paths: [String]) throws(CommandFailure) -> Set<Int> {
    var found: Set<Int> = []
    for path in paths {
      let matches = layers.indices.filter { layers[$0].path.isPath(atOrBelow: path) }
      if matches.isEmpty { throw .unknownPath(path, in: self) }
      found.formUnion(matches.filter { layers[$0].parameterCount != 0 })
    }
    return found
  }
}
