public import RLANetworks

/// How a network is written as a model of ONNX.
public struct ONNXExport: Sendable {
  /// The versions of the operators of ONNX that can be written.
  public static let opsets = 11...23
  /// The version that is written where no operator of the network has its own node only later.
  public static let standardOpset = 17
  /// The domain of functions that stand for operators of this program.
  static let domain = "rla-profile"

  /// The version of the operators; nil for the first from 17 on in which every operator of the network
  /// has a node of its own.
  public var opset: Int?
  /// The program that writes, with its version: `rla-profile 0.1.0`.
  public var producer = ""
  /// A sentence for the people who open the file.
  public var documentation = ""
  /// What the file says of the whole network, by key.
  public var notes: [String: String] = [:]
  /// The name of a file beside the model that holds the weights; nil for weights in the model.
  public var dataFile: String?
  /// Whether a batch norm behind a convolution becomes part of it.
  public var foldsNorms = false

  public init() {}

  /// The model of a network.
  ///
  /// Tensors have the names of the state_dict, a shared one once. The elements of weights are supplied
  /// when the model is written.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - facts: What is known of its values; free sizes of inputs are symbols.
  /// - Returns: The model, whose weights have no numbers yet.
  /// - Throws: `ONNXExportFailure` at the first operator that has no form.
  public func model(
    of network: Network, facts: NetworkFacts
  ) throws(ONNXExportFailure) -> WrittenModel {
    let versions = try network.exportVersions()
    let opset = opset ?? versions.native
    let norms = foldsNorms ? FoldedNorms(network) : FoldedNorms()
    let file = ExportedFile()
    let exporter = GraphExporter(network, facts, opset: opset, folding: norms, in: file)
    var model = WrittenModel()
    model.version = Self.formatVersion(ofOpset: opset)
    model.producer = producer
    model.documentation = documentation
    model.notes = notes
    model.opsets = ["": opset]
    model.graph = try exporter.graph()
    model.foldedNorms = norms.norms.sorted { $0.key < $1.key }.map(\.value)
    model.sources = file.sources
    model.functions = file.functions
    for domain in file.domains where !domain.isEmpty { model.opsets[domain] = 1 }
    if let dataFile { model.graph.moveWeights(to: dataFile) }
    if model.byteCount > WrittenModel.mostBytes {
      throw ONNXExportFailure(.tooLarge(bytes: model.byteCount), network.name)
    }
    return model
  }

  /// The version of the format that has a version of the operators.
  private static func formatVersion(ofOpset opset: Int) -> Int {
    switch opset {
    case ...14: 7
    case ...18: 8
    case ...20: 9
    case ...22: 10
    default: 11
    }
  }
}

extension Network {
  /// The versions that all operators of the network need.
  fileprivate func exportVersions() throws(ONNXExportFailure) -> ExportVersions {
    var versions = ExportVersions()
    for (index, node) in nodes.enumerated() {
      for body in node.bodies {
        let inner = try body.network.exportVersions()
        versions.least = max(versions.least, inner.least)
        versions.native = max(versions.native, inner.native)
      }
      let function = self.operator(of: node)
      guard let function = function as? any ONNXExportable else {
        throw ONNXExportFailure(.noForm, name(ofNode: index), function.kind)
      }
      versions.least = max(versions.least, function.exportVersions.least)
      versions.native = max(
        versions.native, function.exportVersions.least, function.exportVersions.native)
    }
    return versions
  }
}

extension WrittenGraph {
  /// A page of memory, so that each tensor can be mapped by itself.
  private static let alignment = 4096

  /// Leaves the elements that the model does not know to another file, one tensor after the other.
  fileprivate mutating func moveWeights(to file: String) {
    var place = 0
    for index in initializers.indices where initializers[index].numbers == nil {
      let length = initializers[index].byteCount
      initializers[index].storage = .external(
        ONNXTensor.ExternalData(location: file, offset: place, length: length))
      place = (place + length + Self.alignment - 1) / Self.alignment * Self.alignment
    }
  }
}
