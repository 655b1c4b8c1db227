import RLAFormats
import RLANetworks
import RLAONNX
import RLASymbolic
import RLAText
import SystemPackage

/// Files that hold a whole network, node by node.
enum ModelFile {
  /// Whether a file is one, by its name or by its first bytes.
  static func isModel(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".onnx") || beginsLikeONNX(path)
  }

  /// The first field of ONNX models is their version; a text begins with other bytes.
  private static func beginsLikeONNX(_ path: String) -> Bool {
    guard path.contains("/"),
      let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .nonBlocking)
    else { return false }
    defer { try? file.close() }
    var first: (UInt8, UInt8) = (0, 0)
    let count = withUnsafeMutableBytes(of: &first) {
      try? file.read(fromAbsoluteOffset: 0, into: $0)
    }
    return count == 2 && beginsLikeONNX([first.0, first.1])
  }

  /// Whether these are the first bytes of a model.
  static func beginsLikeONNX(_ bytes: [UInt8]) -> Bool {
    bytes.count > 1 && bytes[0] == 0x08 && (1..<0x20).contains(bytes[1])
  }

  /// The network in a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - branches: Which branches run, by the names of their nodes.
  ///   - shownName: What reports call the network; nil for the name of the file.
  ///   - isToRun: Whether the network is to run: without branches and bodies of loops, and in
  ///     numbers of 32 bits.
  ///   - search: What finds numbers that only running tells; nil where nothing is run for them.
  ///   - files: By the name of an input, the elements that are stored in its place.
  ///   - bind: What is known of the inputs, given the network without its nodes.
  /// - Returns: The network.
  /// - Throws: `CommandFailure` where the file cannot be read or is no valid model.
  static func read(
    _ path: String, branches: [BranchChoice], shownName: String?, isToRun: Bool = false,
    search: NumberSearch? = nil,
    storing files: [String: (file: ONNXTensorFile, location: String)] = [:],
    binding bind: (NamedArchitecture) throws(CommandFailure) -> [Fact]
  ) throws(CommandFailure) -> ImportedArchitecture {
    let name = shownName ?? InputFile.stem(of: path).printable
    // What runs has large tensors, which are pages of their own.
    if !isToRun { LargePages.useForHeap() }
    var model: ONNXModel
    do throws(ONNXFailure) {
      model = try ONNXModel(path: FilePath(path))
    } catch {
      throw failure(path, error)
    }
    if !files.isEmpty { model = model.storing(files) }
    if isToRun { model = model.with32BitNumbers }
    UntilExit.keep(model)
    let names = model.branchNames
    for choice in branches where !names.contains(choice.node) {
      let near = nearestNames(to: choice.node, in: names, count: 3)
      throw .input(path, .unknownBranch(choice.node, suggestions: near))
    }
    let declared = try network(path) { () throws(ONNXFailure) in
      try ONNXNetwork(inputsOf: model, name: name)
    }
    let inputs = try bind(NamedArchitecture(path, declared))
    let choices = Dictionary(uniqueKeysWithValues: branches.map { ($0.node, $0.isFirst) })
    func imported(
      _ known: [Fact]?, _ found: FoundNumbers = FoundNumbers(), stopsWhereOpen: Bool = false
    ) throws(CommandFailure) -> ImportedArchitecture {
      try network(path) { () throws(ONNXFailure) in
        try ONNXNetwork(
          model, name: name, branches: choices, inputs: known,
          inlinesBodies: isToRun, keepsNames: false, found: found, stopsWhereOpen: stopsWhereOpen)
      }
    }
    do throws(CommandFailure) {
      guard let search else { return try imported(inputs) }
      if let whole = try? imported(inputs), whole.isSettled(inputs) { return whole }
      return try search.model(inputs) { found, stopsWhereOpen throws(CommandFailure) in
        try imported(inputs, found, stopsWhereOpen: stopsWhereOpen)
      }
    } catch {
      // Behind a node that refuses its inputs nothing is known, and a later one is blamed.
      if let asDeclared = try? imported(nil) {
        _ = try NamedArchitecture.shapes(of: asDeclared.network, inputs)
      }
      guard case .onnx(let path, let failure, _) = error else { throw error }
      let open = names.filter { choices[$0] == nil }
      throw .onnx(path, failure, options: options(for: declared.network.inputs, inputs, open))
    }
  }

  /// The names of the inputs and of the outputs of the model in a file, in its order.
  static func valueNames(
    _ path: String
  ) throws(CommandFailure) -> (inputs: [String], outputs: [String]) {
    do throws(ONNXFailure) {
      let model = try ONNXModel(path: FilePath(path))
      try model.requireTensors()
      let graph = model.graph
      return (graph.inputs.map(\.name), graph.outputs.map(\.name))
    } catch {
      throw failure(path, error)
    }
  }

  /// The tensor in a file of its own.
  static func tensor(_ path: String) throws(CommandFailure) -> ONNXTensorFile {
    do throws(ONNXFailure) {
      return try ONNXTensorFile(path: FilePath(path))
    } catch {
      throw failure(path, error)
    }
  }

  /// Larger inputs hold data rather than sizes or times.
  private static let mostNumbers = 8

  /// The options that would give what is open of the inputs; if nothing is, the branch of a node.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - known: What is known of them.
  ///   - nodes: The nodes whose branch is not chosen.
  /// - Returns: The options with their values.
  private static func options(
    for inputs: [Input], _ known: [Fact], _ nodes: [String]
  ) -> [String] {
    let options = zip(inputs, known).flatMap { input, fact -> [String] in
      let sizes = fact.shape.values == nil ? [Wording.sizesOption(input.name, fact.shape)] : []
      guard !fact.type.isFloating, fact.elements == nil, let count = fact.shape.elements.value,
        (1...mostNumbers).contains(count)
      else { return sizes }
      return sizes + [Wording.valuesOption(input.name, count: count)]
    }
    return options.isEmpty ? nodes.prefix(1).map(Wording.branchOption) : options
  }

  /// The elements of the tensors of a model.
  ///
  /// - Throws: `CommandFailure` where a file that has them cannot be read or is too short.
  static func weights(of model: ImportedArchitecture) throws(CommandFailure) -> ONNXWeights {
    do throws(ONNXFailure) {
      return try ONNXWeights(of: model.imported, at: FilePath(model.path))
    } catch {
      throw failure(model.path, error)
    }
  }

  private static func network(
    _ path: String, _ make: () throws(ONNXFailure) -> ONNXNetwork
  ) throws(CommandFailure) -> ImportedArchitecture {
    do {
      return ImportedArchitecture(try make(), path: path)
    } catch {
      throw failure(path, error)
    }
  }

  private static func failure(_ path: String, _ failure: ONNXFailure) -> CommandFailure {
    guard case .system(let code) = failure.reason else { return .onnx(path, failure) }
    return CommandFailure(reading: path, Errno(rawValue: code))
  }
}
