import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAONNX
import RLAQueries
import RLASymbolic
import RLAText

/// One profiled network as JSON.
struct ProfileJSON {
  let model: ProfiledModel
  let breakdown: Breakdown
  let options: ProfileOptions
  /// Nil where no file has the network.
  let notes: FileNotes?

  var value: JSONValue {
    let profile = model.profile
    let total = breakdown.total.metrics
    return .document(
      [
        .init("model", .string(model.name)),
        .init("requested", .string(model.requested)),
        .init("input", JSONValue(profile.shapes.input)),
        .init("padding", padding),
        .init("inputs", inputs),
        .init("wiring", .string(model.architecture.wiring.rawValue)),
        .init(
          "parameters", JSONValue(imported.map { Dim($0.tensors.floating) } ?? total.parameters)),
      ] + fileMembers + [
        .init("trained_parameters", JSONValue(profile.trainedParameterCount)),
        .init("buffers", JSONValue(profile.network.bufferCount)),
        .init("counts", counts(total)),
        .init("units", units),
        .init("published", model.publishedJSON),
        .init("memory", memory(total)),
        .init("backward", backward(total)),
        .init("dead_work", deadWork),
        .init("coverage", coverage(total)),
        .init("grouping", .string(breakdown.grouping.key)),
        .init("patterns", patterns),
        .init("rows", .array(rows)),
      ])
  }

  private var imported: ONNXNetwork? { model.imported }

  /// What the numbers in a file are, whose `parameters` are all real numbers that it stores.
  private var fileMembers: [JSONValue.Member] {
    guard let imported else { return [] }
    let split = ParameterSplit(imported)
    let traces = imported.traces
    return [
      .init("learned_parameters", JSONValue(breakdown.total.metrics.parameters)),
      .init("running_statistics", .integer(split.statistics)),
      .init("small_constants", .integer(split.constants)),
      .init("torch_parameters", traces.torchParameters.map { .integer($0) } ?? .null),
      .init(
        "file",
        [
          "format": "onnx", "opset": .integer(imported.opset),
          "producer": .string(imported.producer),
          "initializer_bytes": .integer(imported.tensors.bytes),
          "other_initializer_elements": .integer(imported.tensors.others),
          "folded_norms": .integer(traces.foldedNorms),
          "folded_parameters": .integer(traces.foldedValues),
          "dropped_biases": .integer(traces.droppedBiases),
          "dropped_parameters": .integer(traces.droppedValues),
          "merged_tensors": .integer(traces.mergedTensors),
          "merged_parameters": .integer(traces.mergedElements),
        ]),
    ] + (notes?.members ?? [])
  }

  private var inputs: JSONValue {
    let shapes = model.profile.shapes
    return .array(
      zip(shapes.network.inputs, shapes.facts).map { input, fact in
        [
          "name": .string(input.name),
          "type": .string(model.profile.precision.type(of: fact).rawValue),
          "dimensions": JSONValue(fact.shape),
        ]
      })
  }

  private var padding: JSONValue {
    guard let padding = model.padding else { return .null }
    let (from, to) = (padding.requested, padding.padded)
    return [
      "divisor": .integer(padding.divisor),
      "from": .array([.integer(from.height), .integer(from.width)]),
      "to": .array([.integer(to.height), .integer(to.width)]),
    ]
  }

  private func counts(_ metrics: Metrics) -> JSONValue {
    var members = options.measures.map {
      JSONValue.Member($0.key, JSONValue($0.count(metrics.tally)))
    }
    for convention in options.conventions {
      guard let parameters = convention.parameters else { continue }
      members.append(
        .init(
          parameters.key,
          JSONValue(
            parameters.count(
              model.profile.network, convention.measures[0],
              frozenLayers: model.profile.flow.frozenLayers))))
    }
    return .object(members)
  }

  private var units: JSONValue {
    .object(options.measures.map { .init($0.key, .string($0.unit)) })
  }

  private func memory(_ total: Metrics) -> JSONValue {
    let profile = model.profile
    let training = profile.trainingMemory
    let peak = profile.memory.peak
    return [
      "element_type": .string(profile.precision.stored.rawValue),
      "bytes_per_element": .integer(profile.precision.stored.bytes),
      "training_element_type": .string(profile.precision.trained.rawValue),
      "activation_bytes": JSONValue(total.bytesWritten),
      "peak_inference_bytes": peak.map { .integer($0.bytes) } ?? .null,
      "peak_inference_at": peak.map {
        .string(profile.network.path(of: profile.network.nodes[$0.node]))
      } ?? .null,
      "moved_bytes": JSONValue(total.bytesMoved),
      "training_bytes": JSONValue(training.total),
      "untrainable_norm": model.untrainableNorm.map { .string($0.path) } ?? .null,
      "parameter_bytes": JSONValue(profile.parameterBytes),
      "gradient_bytes": JSONValue(training.gradients),
      "optimizer": .string(profile.optimizer.rawValue),
      "optimizer_state_bytes": JSONValue(training.optimizerState),
      "saved_activation_bytes": JSONValue(training.savedActivations),
    ]
  }

  private func backward(_ total: Metrics) -> JSONValue {
    [
      "input_gradient_macs": JSONValue(total.work[.inputGradient]),
      "weight_gradient_macs": JSONValue(total.work[.weightGradient]),
    ]
  }

  private var deadWork: JSONValue {
    let dead = DeadWork(model.profile)
    let network = model.profile.network
    return [
      "counts": .object(options.measures.map { .init($0.key, JSONValue($0.count(dead.tally))) }),
      "calls": .array(dead.nodes.map { .string(network.path(of: network.nodes[$0])) }),
      "parameters_without_gradient": .array(dead.idleParameters.map { .string($0) }),
    ]
  }

  private func coverage(_ total: Metrics) -> JSONValue {
    .object(
      Coverage.all(total.tally, options.conventions).map { coverage in
        JSONValue.Member(
          coverage.key,
          [
            "counted": .integer(coverage.counted), "ignored": .integer(coverage.ignored),
            "unseen": .integer(coverage.unseen),
            "overwritten": .integer(coverage.overwritten),
            "unsupported": .integer(coverage.unsupported),
            "zero": .integer(coverage.zero), "unknown": .integer(coverage.unknown),
          ])
      })
  }

  private var rows: [JSONValue] {
    // Blocks that do the same work share one list of counts; 30,000 blocks have but a few.
    var countsByWork: [[WorkTally.Key: WorkTally.Entry]: JSONValue] = [:]
    func json(_ row: Breakdown.Row) -> JSONValue {
      let work = row.metrics.tally.entries
      let counts = countsByWork[work] ?? counts(of: row)
      countsByWork[work] = counts
      let nodes = row.nodes.isEmpty ? [] : [JSONValue.Member("nodes", .array(row.nodes.map(json)))]
      return .object(
        [
          .init("name", .string(row.name)),
          .init("depth", .integer(row.depth)),
          .init("note", row.note.map { .string($0) } ?? .null),
          .init("parameters", JSONValue(row.metrics.parameters)),
          .init("calls", .integer(row.metrics.calls)),
          .init("counts", counts),
          .init("activation_bytes", JSONValue(row.metrics.bytesWritten)),
          .init("moved_bytes", JSONValue(row.metrics.bytesMoved)),
          .init("saved_bytes", JSONValue(row.metrics.savedTensorBytes)),
          .init("input_gradient_macs", JSONValue(row.metrics.work[.inputGradient])),
          .init("weight_gradient_macs", JSONValue(row.metrics.work[.weightGradient])),
          .init("output", row.output.map { JSONValue($0) } ?? .null),
        ] + nodes)
    }
    return options.ordered(breakdown).map(json)
  }

  private func counts(of row: Breakdown.Row) -> JSONValue {
    .object(options.measures.map { .init($0.key, JSONValue($0.count(row.metrics.tally))) })
  }
}

extension ProfileReport {
  var json: JSONValue {
    ProfileJSON(model: model, breakdown: breakdown, options: options, notes: notes).value
  }
}

extension ProfiledModel {
  /// The row of the published table, where network and input are those of the table.
  var publishedJSON: JSONValue {
    if isAsPublished, let precision = entry?.publishedAveragePrecision {
      return ["coco_ap_percent": .number(precision)]
    }
    guard let row = published else { return .null }
    return [
      "model": .string(row.model), "images": .string(row.table.images),
      "place": .string(row.table.place),
      "parameters": row.parameters.map { .string($0) } ?? .null,
      "flops": row.flops.map { .string($0) } ?? .null,
      "convention": .string(row.table.convention),
      "prefix": .string((row.table.hasBinaryUnits ? UnitPrefix.binary : .si).rawValue),
      "over": row.baseline.map { .string($0) } ?? .null,
      "top1_error_percent": row.top1Error.map { .number($0) } ?? .null,
      "top5_error_percent": row.top5Error.map { .number($0) } ?? .null,
    ]
  }
}

extension Network {
  /// Tracked values of all layers, such as running statistics.
  var bufferCount: Dim {
    layers.reduce(0) { sum, layer in
      layer.operator.weights.reduce(sum) { $1.role == .buffer ? $0 + $1.shape.elements : $0 }
    }
  }
}
