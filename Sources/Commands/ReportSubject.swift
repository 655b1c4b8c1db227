import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic

/// A network of a report, at the size that was asked for and in symbols.
struct ReportSubject {
  let named: NamedArchitecture
  private let general: GeneralModel
  private let fixedText: String?

  init(_ request: RequestedNetwork, _ command: ReportCommand) throws(CommandFailure) {
    named = try NamedArchitecture(request, command.model)
    let model = try named.profiled(
      command.model, freezing: command.freeze, optimizer: command.optimizer,
      precision: command.memory.dtype)
    if model.isOverflowed { throw .overflow(model.name) }
    (general, fixedText) = Self.general(request, named, model, command)
  }

  /// The network in symbols, and why it has none where it has none.
  private static func general(
    _ request: RequestedNetwork, _ named: NamedArchitecture, _ model: ProfiledModel,
    _ command: ReportCommand
  ) -> (GeneralModel, String?) {
    do throws(CommandFailure) {
      let open = try named.opened(request, command.model)
      let profile = try open.architecture.symbolicProfile(
        open.inputs, freezing: command.freeze, optimizer: command.optimizer, command.memory.dtype)
      let general = GeneralModel(
        model, general: profile, knowing: open.architecture.sizes(in: named))
      return (general, general.reason.map { Wording.fixedSizes($0) })
    } catch {
      // Others than the user read the page, who need not know where the file lies.
      let file = request.word.split(separator: "/").last.map(String.init) ?? request.word
      let sentence = Wording.sentence(error).replacing(request.word, with: file)
      return (
        GeneralModel(model, fixedBecause: .noGeneralForm),
        Wording.fixedSizes(.noGeneralForm, sentence)
      )
    }
  }

  /// The network for the page, with what was measured of it.
  func network(with measured: NetworkSeries.Measured?) -> ReportNetwork {
    let bench = measured.flatMap { measured in
      measured.timeline.map { ReportBench(measured.report, $0) }
    }
    return ReportNetwork(general, fixedBecause: fixedText, drawing: drawing, bench: bench)
  }

  private var drawing: ReportDrawing {
    let shapes = general.model.profile.shapes
    var content = DiagramContent(.network)
    content.wiring = named.wiringRemark
    var style = DiagramStyle()
    style.hasTitle = false
    let diagram: Diagram
    do {
      diagram = try Diagram(shapes, content)
    } catch {
      return ReportDrawing(missingBecause: Wording.sentence(.diagram(shapes.network.name, error)))
    }
    do {
      let svg = try diagram.rendered(as: .svg, style, by: LayoutProcess()).bytes
      return ReportDrawing(
        svg: String(decoding: svg, as: UTF8.self),
        boxes: zip(diagram.boxIdentifiers, diagram.boxes).map {
          ReportDrawing.Box(id: $0, calls: $1.nodes)
        },
        caption: (diagram.facts.map { "\($0)." } + diagram.notes).joined(separator: " "))
    } catch {
      return ReportDrawing(missingBecause: Wording.sentence(.rendering(error)))
    }
  }
}

extension NamedArchitecture {
  /// The network with free sizes as symbols, and its inputs.
  fileprivate func opened(
    _ request: RequestedNetwork, _ options: ModelOptions
  ) throws(CommandFailure) -> (architecture: NamedArchitecture, inputs: [Fact]) {
    let given = try inputs(options)
    let inputs = zip(declaredInputs, given).map { declared, given in
      declared.opened(where: given)
    }
    // A file whose sizes are all numbers is read but once.
    if imported != nil, inputs.allSatisfy(\.shape.symbols.isEmpty) { return (self, inputs) }
    let open = try NamedArchitecture.general { k throws(CommandFailure) in
      try NamedArchitecture(
        request, stateChannels: k, classes: Dim(.classes), wiring: options.wiring,
        detector: options.detector, branches: options.inputs.branches
      ) { _ throws(CommandFailure) in inputs }
    }
    return (open, inputs)
  }

  /// The numbers of state channels and classes where this network has symbols for them.
  fileprivate func sizes(in named: NamedArchitecture) -> [Symbol: Int] {
    var sizes: [Symbol: Int] = [:]
    if architecture.stateChannels == Dim(.stateChannels) {
      sizes[.stateChannels] = named.architecture.stateChannels?.value
    }
    if architecture.classes == Dim(.classes) {
      sizes[.classes] = named.architecture.classes.value
    }
    return sizes
  }
}

extension Fact {
  /// The input with the sizes that it declares as symbols, whatever number they are given; names that
  /// are given stay.
  fileprivate func opened(where given: Fact) -> Fact {
    if given.elements != nil { return given }
    var open = self
    open.shape.dims = zip(shape.dims, given.shape.dims).map { $1.value == nil ? $1 : $0 }
    return open
  }
}
