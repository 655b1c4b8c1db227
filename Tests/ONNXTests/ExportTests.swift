import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAONNX
import RLASymbolic
import TestSupport
import Testing

/// Networks that were written as models and read again.
@Suite struct ExportTests {
  /// The bytes of a model whose weights are in another file.
  private func bytes(of model: WrittenModel) -> [UInt8] {
    var bytes: [UInt8] = []
    model.write(to: { bytes += $0 }, elements: Ones())
    return bytes
  }

  private func shapes(_ name: String, _ input: Shape) throws -> InferredShapes {
    let entry = try #require(Catalog.entry(named: name))
    let architecture = try entry.architecture(stateChannels: nil, classes: nil)
    return try InferredShapes(architecture.network, input: input)
  }

  private func written(
    _ shapes: InferredShapes, _ change: (inout ONNXExport) -> Void = { _ in }
  ) throws(ONNXExportFailure) -> WrittenModel {
    var export = ONNXExport()
    export.dataFile = "net.data"
    change(&export)
    return try export.model(of: shapes.network, facts: shapes.networkFacts)
  }

  /// The bytes that no node of a model writes: vectors of zeros are constants to a reader, and a
  /// tensor joined with nothing is itself.
  private func unwrittenBytes(_ shapes: InferredShapes) -> Dim {
    shapes.network.nodes.reduce(0) { sum, node in
      let fact = shapes.facts[node.output]
      let isZero = node.kind == ZeroState.kind && fact.shape.rank == 2
      let isItself = node.kind == Concatenation.kind && node.reads.count == 1
      return isZero || isItself ? sum + fact.bytes : sum
    }
  }

  /// The bytes of products before their biases, where a reader has a linear layer as two nodes.
  private func productBytes(_ shapes: InferredShapes) -> Dim {
    shapes.network.nodes.reduce(0) { sum, node in
      node.kind == MatMul.kind ? sum + shapes.facts[node.output].bytes : sum
    }
  }

  private func read(_ model: WrittenModel) throws -> ONNXNetwork {
    try ONNXNetwork(try ONNXModel(bytes(of: model)), name: "again")
  }

  @Test(arguments: Catalog.entries.map(\.name))
  func `A network that is read again costs what it cost`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let side = entry.definition.standardInput
    let small = try? shapes(name, [1, 3, 64, 64])
    let shapes = try small ?? self.shapes(name, [1, 3, Dim(side.height), Dim(side.width)])
    let network = shapes.network
    let imported = try read(try written(shapes))
    let again = Profile(try InferredShapes(imported.network, binding: [:]))
    let profile = Profile(shapes)
    #expect(again.total.work[.multiplyAdds] == profile.total.work[.multiplyAdds])
    // GELU is several nodes in this version, whose results are written too.
    if name.hasPrefix("deit") {
      #expect(imported.network.parameterCount == network.parameterCount)
      return
    }
    #expect(
      again.total.bytesWritten + unwrittenBytes(shapes)
        == profile.total.bytesWritten + productBytes(again.shapes))
    #expect(again.memory.peak?.bytes == profile.memory.peak?.bytes)
    #expect(imported.network.parameterCount == network.parameterCount)
    let constants = network.constants.filter(\.fact.type.isFloating)
      .reduce(Dim(0)) { $0 + $1.fact.shape.elements }
    #expect(
      Dim(imported.tensors.floating) == network.parameterCount + network.bufferCount + constants)
    for (output, same) in zip(network.outputs, imported.network.outputs) {
      #expect(output.name == same.name)
      #expect(shapes.facts[output.value] == again.shapes.facts[same.value])
    }
  }

  @Test func `Tensors have their names in the state_dict, shared ones once`() throws {
    let shapes = try shapes("rla_resnet50", [1, 3, 64, 64])
    let model = try written(shapes)
    let names = model.graph.initializers.filter { $0.type == .float32 }.map(\.name)
    let expected = shapes.network.stateDictionary.filter {
      $0.sharedWith == nil && $0.weight.shape.rank > 0
    }.map(\.name)
    #expect(Set(names) == Set(expected) && names.count == expected.count)
    let shared = "recurrent_convs.0.weight"
    #expect(model.graph.nodes.filter { $0.inputs.contains(shared) }.count == 3)
  }

  @Test func `Nodes tell their stage and their part`() throws {
    let model = try written(try shapes("rla_resnet50", [1, 3, 64, 64]))
    let read = try ONNXModel(bytes(of: model))
    let node = try #require(read.graph.nodes.first { $0.name == "recurrent_convs.0" })
    #expect(node.notes["part"] == "recurrent conv")
    #expect(node.notes["stage"] == "stage 1")
    let inputs = read.graph.nodes.map { $0.inputs.map(read.text(of:)) }
    #expect(inputs == model.graph.nodes.map(\.inputs))
    #expect(read.graph.nodes.map(\.notes) == model.graph.nodes.map(\.notes))
  }

  @Test(arguments: [
    "rla_resnet50", "rlagru_resnet50", "Mask_R-CNN_resnet50_rla", "resnet50_mrlal",
    "resnet50_mrlab", "resnet50_la_eq4", "resnet50_dla_l", "densenet121",
  ])
  func `Open sizes stay open`(name: String) throws {
    let input: Shape = [
      Dim(Symbol("batch")), 3, Dim(Symbol("height")), Dim(Symbol("width")),
    ]
    let imported = try read(try written(try shapes(name, input)))
    #expect(imported.network.inputs[0].fact.shape == input)
    let sizes: [Symbol: Dim] = [Symbol("batch"): 2, Symbol("height"): 64, Symbol("width"): 96]
    let again = Profile(try InferredShapes(imported.network, binding: sizes))
    let profile = Profile(try shapes(name, [2, 3, 64, 96]))
    #expect(again.total.work[.multiplyAdds] == profile.total.work[.multiplyAdds])
  }

  @Test(arguments: ONNXExport.opsets)
  func `Every version has a form of the state and of its gates`(opset: Int) throws {
    for name in ["rla_resnet50_eca", "rlagru_resnet50"] {
      let shapes = try shapes(name, [1, 3, 64, 64])
      let imported = try read(try written(shapes) { $0.opset = opset })
      #expect(imported.opset == opset)
      let again = try InferredShapes(imported.network, binding: [:])
      #expect(
        Profile(again).total.work[.multiplyAdds] == Profile(shapes).total.work[.multiplyAdds])
      #expect(imported.network.parameterCount == shapes.network.parameterCount)
    }
  }

  @Test(arguments: Fixture.models)
  func `Models of other exporters cost the same when they are written again`(name: String) throws {
    let reference = try ReferenceModel(name)
    let network = try ONNXNetwork(
      reference.model, name: name, branches: reference.branches
    ).network
    let shapes = try InferredShapes(network, inputs: reference.inputs(of: network))
    let read = try ONNXNetwork(
      try ONNXModel(bytes(of: try written(shapes))), name: name, branches: reference.branches
    ).network
    let again = try InferredShapes(read, inputs: reference.inputs(of: read))
    #expect(Profile(again).total.work[.multiplyAdds] == Profile(shapes).total.work[.multiplyAdds])
    for (output, same) in zip(network.outputs, again.network.outputs) {
      #expect(shapes.facts[output.value].shape == again.facts[same.value].shape)
    }
  }

  @Test func `Regions need the version that shifts them by half a pixel`() throws {
    let shapes = try shapes("Fast_R-CNN_resnet50", [1, 3, 64, 64])
    let failure = #expect(throws: ONNXExportFailure.self) {
      try written(shapes) { $0.opset = 15 }
    }
    #expect(failure?.reason == .version(least: 16, wanted: 15))
    #expect(failure?.path == "roi_head.bbox_head.RoIAlign")
  }

  @Test func `An operator without a form is named with its path`() throws {
    let kind = OperatorKind("Mystery", .activation)
    let network = Network("net", inputs: [Input("x", .float([2, 4]))]) { scope, values in
      [("y", scope.apply(UnknownOperator(kind, .like([0])), to: [values[0]])[0])]
    }
    let shapes = try InferredShapes(network, binding: [:])
    let failure = #expect(throws: ONNXExportFailure.self) { try written(shapes) }
    #expect(failure?.reason == .noForm && failure?.kind == kind)
  }

  @Test func `A folded norm is the scale and the bias of its convolution`() throws {
    let network = Network("net", inputChannels: 3) { scope, image in
      let convolution = scope.layer("conv", Convolution(3, 4, .same(3)))
      return [scope.layer("norm", BatchNormalization(4, epsilon: 1))(convolution(image))]
    }
    let shapes = try InferredShapes(network, input: [1, 3, 8, 8])
    let model = try written(shapes) { $0.foldsNorms = true }
    #expect(model.graph.nodes.map(\.type) == ["Conv"])
    #expect(model.graph.outputs.map(\.name) == ["output"])
    #expect(model.graph.initializers.map(\.name) == ["conv.weight", "conv.weight_bias"])
    var data: [UInt8] = []
    model.writeExternalData(to: { data += $0 }, elements: Ones())
    let values = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    // With γ, β, μ and σ² of 1: w / √2, and 1 − 1 / √2.
    let factor = Float(0.5.squareRoot())
    #expect(values.prefix(4 * 27) == ArraySlice([Float](repeating: factor, count: 4 * 27)))
    #expect(values.suffix(4).allSatisfy { abs($0 - (1 - factor)) < 1e-6 })
  }

  @Test func `Norms of sums and of shared convolutions stay`() throws {
    let shapes = try shapes("rla_resnet50", [1, 3, 64, 64])
    let model = try written(shapes) { $0.foldsNorms = true }
    let kept = model.graph.nodes.filter { $0.type == "BatchNormalization" }.count
    #expect(kept == 17)
    let again = Profile(try InferredShapes(try read(model).network, binding: [:]))
    #expect(again.total.work[.multiplyAdds] == Profile(shapes).total.work[.multiplyAdds])
  }

  @Test func `Weights are written in place or beside, and the same way each time`() throws {
    let shapes = try shapes("rla_mobilenetv2", [1, 3, 64, 64])
    let whole = try written(shapes) { $0.dataFile = nil }
    let bytes = bytes(of: whole)
    #expect(bytes.count == whole.byteCount)
    #expect(bytes == self.bytes(of: try written(shapes) { $0.dataFile = nil }))
    var beside: [UInt8] = []
    let model = try written(shapes)
    model.writeExternalData(to: { beside += $0 }, elements: Ones())
    let floats = model.graph.initializers.filter { $0.type == .float32 }
    for tensor in floats {
      guard case .external(let data) = tensor.storage else {
        Issue.record("\(tensor.name) is in the model")
        continue
      }
      #expect(data.offset.isMultiple(of: 4096) && data.length == tensor.byteCount)
      #expect(data.offset + tensor.byteCount <= beside.count)
      #expect(Array(beside[data.offset..<data.offset + 4]) == [0, 0, 0x80, 0x3f])
    }
    #expect(beside.count < bytes.count + 4096 * floats.count)
  }
}

/// The number 1 for every real element, and bytes of 1 for others.
private struct Ones: ONNXElements {
  func read(_ tensor: ONNXTensor, _ accept: (UnsafeRawBufferPointer) -> Void) {
    if tensor.type == .float32 {
      [Float](repeating: 1, count: tensor.count).withUnsafeBytes { accept($0) }
    } else {
      [UInt8](repeating: 1, count: tensor.byteCount).withUnsafeBytes { accept($0) }
    }
  }
}

extension Network {
  /// Running statistics, without the counters of batches.
  fileprivate var bufferCount: Dim {
    layers.flatMap(\.operator.weights).reduce(0) { sum, weight in
      weight.role == .buffer && weight.shape.rank > 0 ? sum + weight.shape.elements : sum
    }
  }
}
