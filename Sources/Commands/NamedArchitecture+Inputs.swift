import RLAAnalysis
import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAONNX
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

extension NamedArchitecture {
  /// The network read from a file; nil for one of the catalog or of an architecture file.
  var imported: ImportedArchitecture? { architecture as? ImportedArchitecture }

  /// The network as it runs: of a file, without branches and bodies of loops where that is possible,
  /// in numbers of 32 bits, and with the sizes that only running tells.
  func running(
    _ options: ModelOptions, _ execution: ExecutionOptions
  ) throws(CommandFailure) -> NamedArchitecture {
    guard let imported else { return self }
    if imported.imported.hasOnly32BitNumbers, imported.isSettled(try runningInputs(options).facts) {
      return self
    }
    let search = NumberSearch(
      execution: execution, fill: { $0.setSyntheticInputs() }, leavesInputs: true)
    return NamedArchitecture(
      requested,
      try ModelFile.read(
        requested, branches: options.inputs.branches, shownName: architecture.name,
        isToRun: true, search: search
      ) { named throws(CommandFailure) in try named.runningInputs(options).facts })
  }

  /// What a size is that neither a file nor an option says.
  private static let openSize = 32

  /// What the inputs are in a run, with numbers for the sizes that nothing says, and the names of
  /// these.
  func runningInputs(
    _ options: ModelOptions
  ) throws(CommandFailure) -> (facts: [Fact], assumed: [FileRun.AssumedSize]) {
    let inputs = try inputs(options)
    if imported == nil { return (inputs, []) }
    let open = Set(inputs.flatMap(\.shape.symbols)).sorted()
    let sizes = Dictionary(uniqueKeysWithValues: open.map { ($0, Dim(Self.openSize)) })
    return (
      inputs.map { $0.substituting(sizes) },
      open.map { FileRun.AssumedSize(name: "\($0)", size: Self.openSize) }
    )
  }

  /// What has to be said of numbers of the network, where it is from a file.
  func notes(on profile: Profile, _ measures: [Convention.Measure]) -> FileNotes? {
    FileNotes(profile, imported?.imported, measures)
  }

  /// Says that no size of the network is free, and how to free the first.
  func withoutFreeSizes(option: String? = nil) -> CommandFailure {
    let example = network.inputs.first { $0.fact.shape.rank > 0 }.map { input in
      var sizes = input.fact.shape.dims.map(\.description)
      sizes[input.batchAxis ?? sizes.count - 1] = input.batchAxis == nil ? "size" : "batch"
      return "\(input.name)=\(sizes.joined(separator: "x"))"
    }
    return .input(
      architecture.name, .fixedSizes(option: option, example: example ?? "x=batchx3"))
  }

  /// What the inputs are as the network declares them.
  var declaredInputs: [Fact] { network.inputs.map(\.fact) }

  /// What the inputs are for options that ask for sizes.
  ///
  /// Sizes that neither the options nor a file fix: one sample per batch, images of the standard
  /// size; others stay symbols.
  func inputs(_ options: ModelOptions) throws(CommandFailure) -> [Fact] {
    var facts =
      imported == nil
      ? [.float(options.input(for: architecture))] : network.inputs.map(\.fact)
    try InputBinding(network, architecture.name).apply(options.inputs, to: &facts)
    if imported != nil { return try completed(facts, options) }
    if let option = options.sizesOfImages.first, let given = options.inputs.sizes.first {
      throw .input(architecture.name, .givenSizes(input: given.name, option: option))
    }
    return facts
  }

  /// What the inputs are, with the free sizes as symbols.
  func symbolicInputs(_ options: InputOptions) throws(CommandFailure) -> [Fact] {
    var facts = network.inputs.map(\.fact)
    try InputBinding(network, architecture.name).apply(options, to: &facts)
    return facts
  }

  /// What the inputs are, with batch, height and width of images as the symbols N, H and W.
  func imageInputs(_ options: InputOptions) throws(CommandFailure) -> [Fact] {
    var facts = try symbolicInputs(options)
    guard imported != nil, network.imageChannels != nil else { return facts }
    for (axis, symbol) in [(0, Symbol.batch), (2, .height), (3, .width)] {
      facts[0].shape.dims[axis] = Dim(symbol)
    }
    return facts
  }

  /// The inputs with what `--batch` and `--input-size` say of those that no other option names.
  private func completed(
    _ given: [Fact], _ options: ModelOptions
  ) throws(CommandFailure) -> [Fact] {
    let named = Set(options.inputs.sizes.map(\.name))
    var bindings: [Symbol: Dim] = [:]
    var (hasImages, hasBatch) = (false, false)
    var facts = given
    for (index, input) in network.inputs.enumerated() where !named.contains(input.name) {
      if let axis = input.batchAxis {
        hasBatch = true
        let given = (options.inputSize?.batch ?? options.givenBatch).map { Dim($0) }
        set(&facts[index].shape.dims[axis], given, standard: 1, &bindings)
      }
      guard input.holdsImages else { continue }
      hasImages = true
      let channels = facts[index].shape.channels.value
      if let wanted = options.inputSize?.channels, let channels, wanted != channels {
        throw .inputChannels(architecture.name, wanted, expected: Dim(channels))
      }
      let standard = architecture.standardInput
      let size =
        options.padding(for: architecture)?.padded
        ?? options.inputSize.map { NumberList.Size(height: $0.height, width: $0.width) }
      set(
        &facts[index].shape.dims[2], size.map { Dim($0.height) }, standard: Dim(standard.height),
        &bindings)
      set(
        &facts[index].shape.dims[3], size.map { Dim($0.width) }, standard: Dim(standard.width),
        &bindings)
    }
    for option in options.sizesOfImages {
      let isBatch = option == ModelOptions.batchName
      if isBatch ? hasBatch : hasImages { continue }
      let fixed = network.inputs.first {
        named.contains($0.name) && (isBatch ? $0.batchAxis != nil : $0.holdsImages)
      }
      if let fixed {
        throw .input(architecture.name, .givenSizes(input: fixed.name, option: option))
      }
      throw .input(architecture.name, isBatch ? .noBatch : .noImages(option: option))
    }
    return facts.map { $0.substituting(bindings) }
  }

  /// Gives a size its number; other sizes of the same name get it too.
  private func set(
    _ size: inout Dim, _ given: Dim?, standard: Dim, _ bindings: inout [Symbol: Dim]
  ) {
    if size.value == nil {
      for symbol in size.symbols { bindings[symbol] = bindings[symbol] ?? given ?? standard }
    } else if let given {
      size = given
    }
  }
}

extension Input {
  /// Whether it looks like a batch of images: N×C×H×W of real numbers with few channels.
  ///
  /// Keys and values that a language model keeps are N×heads×time×width, of which time alone is free.
  fileprivate var holdsImages: Bool {
    guard fact.type.isFloating, fact.shape.rank == 4 else { return false }
    let dims = fact.shape.dims
    let isKept = dims[2].value == nil && dims[3].value != nil
    return !isKept && dims[1].value.map { $0 <= 4 } ?? false
  }
}

/// Applies what the user says of inputs.
private struct InputBinding {
  let network: Network
  let name: String

  init(_ network: Network, _ name: String) {
    self.network = network
    self.name = name
  }

  func apply(_ options: InputOptions, to facts: inout [Fact]) throws(CommandFailure) {
    var bindings: [Symbol: Dim] = [:]
    var chosen: [Int: Shape] = [:]
    for given in options.sizes {
      let index = try index(of: given.name)
      let declared = network.inputs[index].fact.shape
      guard given.sizes.count == declared.rank else {
        throw .input(
          name,
          .rank(input: given.name, expected: declared.rank, actual: given.sizes.count))
      }
      let dims = given.sizes.enumerated().map { axis, size -> Dim in
        switch size {
        case .number(let number): Dim(number)
        case .word(let word): Dim(Symbol(word))
        case .open:
          declared.dims[axis].value == nil
            ? declared.dims[axis] : Dim(Symbol("\(given.name.asIdentifier)_\(axis)"))
        }
      }
      for (axis, size) in dims.enumerated() {
        guard let symbol = declared.dims[axis].symbol, given.sizes[axis] != .open else { continue }
        if let other = bindings[symbol], other != size {
          throw .input(
            name, .contradiction(input: given.name, axis: axis, "\(other)", "\(size)"))
        }
        bindings[symbol] = size
      }
      chosen[index] = Shape(dims)
    }
    // Sizes of one name are one size, whichever input the user gives it for.
    for index in facts.indices {
      facts[index] = facts[index].substituting(bindings)
      guard let shape = chosen[index] else { continue }
      let declared = network.inputs[index].fact.shape.dims
      facts[index].shape = Shape(
        zip(shape.dims, declared).map { $0 == $1 ? $0.substituting(bindings) : $0 })
    }
    for given in options.values { try set(given, &facts) }
  }

  private func set(_ given: InputValues, _ facts: inout [Fact]) throws(CommandFailure) {
    let index = try index(of: given.name)
    let fact = facts[index]
    if fact.type.isFloating { throw .input(name, .realValues(input: given.name)) }
    var shape = fact.shape
    if shape.rank == 1, shape.elements.value == nil { shape = [Dim(given.numbers.count)] }
    guard let count = shape.elements.value, count == given.numbers.count else {
      throw .input(
        name,
        .values(
          input: given.name, expected: shape.elements.value ?? 1, actual: given.numbers.count))
    }
    facts[index] = Fact(fact.type, shape, elements: given.numbers.map { Dim($0) })
  }

  private func index(of input: String) throws(CommandFailure) -> Int {
    let names = network.inputs.map(\.name)
    guard let index = names.firstIndex(of: input) else {
      throw .input(
        name, .unknownInput(input, suggestions: nearestNames(to: input, in: names, count: 3)))
    }
    return index
  }
}

extension Dim {
  /// The symbol that the size is; nil for any other expression.
  fileprivate var symbol: Symbol? {
    guard let symbol = symbols.first, self == Dim(symbol) else { return nil }
    return symbol
  }
}

extension String {
  /// The text with an underscore for every character that no variable has.
  fileprivate var asIdentifier: String {
    String(map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
