import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
package import RLAQueries
import RLASymbolic
import RLAText

/// A network as a page evaluates it: every number as a form of its free sizes.
package struct ReportNetwork: Sendable {
  let general: GeneralModel
  let drawing: ReportDrawing
  let bench: ReportBench?
  /// Why no size is free, as a sentence.
  private let fixedText: String?

  /// - Parameters:
  ///   - general: The network at one size and in symbols.
  ///   - fixedText: Why no size is free; nil where some are.
  ///   - drawing: The network drawn at that size.
  ///   - bench: What was measured; nil where nothing was.
  package init(
    _ general: GeneralModel, fixedBecause fixedText: String?, drawing: ReportDrawing,
    bench: ReportBench?
  ) {
    self.general = general
    self.fixedText = fixedText
    self.drawing = drawing
    self.bench = bench
  }

  var model: ProfiledModel { general.model }
  private var network: Network { general.profile.network }

  var json: JSONValue {
    let profile = general.profile
    var expressions = ReportExpressions()
    let inputs = inputs(&expressions)
    let batch = expressions.json(profile.shapes.batch)
    var calls = ReportCalls(profile, &expressions)
    let demands = ReportDemands(profile.shapes, &expressions)
    let memory = ReportMemory(profile, model, &expressions)
    let totals = totals(&expressions)
    let parameters = conventionParameters(&expressions)
    let sizes = expressions.symbols.union(general.sizes.map(\.symbol)).sorted()
      .map(general.size(of:))
    let symbols = sizes.map(\.symbol)
    return .object(
      head + [
        .init("inputs", inputs), .init("batch", batch),
        .init("symbols", .array(sizes.map { SizeField($0, model).json })),
        .init("demands", demands.json(over: symbols)),
        .init("totals", totals), .init("convention_parameters", parameters),
      ] + calls.members(network) + [
        .init("memory", memory.json), .init("drawing", drawing.json),
        .init("bench", bench?.json(on: network) ?? .null),
        .init("shapes", expressions.shapesJSON),
        .init("expressions", expressions.json(over: symbols)),
      ])
  }

  private var head: [JSONValue.Member] {
    let profile = general.profile
    return [
      .init("name", .string(model.name)), .init("requested", .string(requested)),
      .init("origin", .string(origin)),
      .init("summary", summary.map { .string($0) } ?? .null),
      .init(
        "wiring",
        model.architecture.hasAliasedSource
          ? .string(model.architecture.wiring.text) : .null),
      .init("published", model.publishedJSON),
      .init("assumptions", .array(assumptions.map { .string($0) })),
      .init("element_type", .string(profile.precision.stored.rawValue)),
      .init("bytes_per_element", .integer(profile.precision.stored.bytes)),
      .init("training_element_type", .string(profile.precision.trained.rawValue)),
      .init("optimizer", .string(profile.optimizer.rawValue)),
      .init("fixed_because", fixedText.map { .string($0) } ?? .null),
    ]
  }

  /// What the user asked for; of a file its name alone, because others than the user read the page.
  private var requested: String {
    if model.entry != nil { return model.requested }
    return model.requested.split(separator: "/").last.map(String.init) ?? model.requested
  }

  private var origin: String {
    model.imported != nil ? "onnx" : model.entry == nil ? "architecture file" : "catalog"
  }

  private var summary: String? {
    model.imported.map(\.formatText) ?? model.entry.map(\.family.name)
  }

  /// What the numbers take for granted.
  private var assumptions: [String] {
    let profile = general.profile
    let type = profile.precision.stored.rawValue
    let bytes = profile.precision.notes.first ?? "Bytes are those of \(type)"
    let frozen =
      profile.flow.frozenLayers.isEmpty
      ? [] : ["Some layers are frozen: training leaves their parameters as they are."]
    let padding = model.padding.map { ["The starting size of the images: \($0.text)."] } ?? []
    return ["\(bytes)."] + padding + frozen
      + (FileNotes(model.profile, model.imported, ReportConventions.measures)?.sentences ?? [])
  }

  private func inputs(_ expressions: inout ReportExpressions) -> JSONValue {
    let shapes = general.profile.shapes
    return .array(
      zip(shapes.network.inputs, shapes.facts).map { input, fact in
        [
          "name": .string(input.name),
          "type": .string(general.profile.precision.type(of: fact).rawValue),
          "shape": .integer(expressions.number(of: fact.shape)),
        ]
      })
  }

  private func totals(_ expressions: inout ReportExpressions) -> JSONValue {
    let profile = general.profile
    let (total, training) = (profile.total, profile.trainingMemory)
    let forms: [(String, Dim)] = [
      ("parameters", total.parameters), ("trained_parameters", profile.trainedParameterCount),
      ("buffers", network.bufferCount), ("activation_bytes", total.bytesWritten),
      ("moved_bytes", total.bytesMoved), ("parameter_bytes", profile.parameterBytes),
      ("gradient_bytes", training.gradients),
      ("optimizer_state_bytes", training.optimizerState),
      ("saved_activation_bytes", training.savedActivations),
      ("training_bytes", training.total),
    ]
    return .object(forms.map { .init($0, expressions.json($1)) })
  }

  /// What tools call parameters.
  private func conventionParameters(_ expressions: inout ReportExpressions) -> JSONValue {
    var members: [JSONValue.Member] = []
    for convention in Convention.all {
      guard let parameters = convention.parameters else { continue }
      let count = parameters.count(
        network, convention.measures[0], frozenLayers: general.profile.flow.frozenLayers)
      members.append(.init(parameters.key, expressions.json(count)))
    }
    return .object(members)
  }
}
