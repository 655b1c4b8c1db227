import ArgumentParser
import Glibc
import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLAFormats
import RLANetworks
import RLASymbolic

struct DiagramCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "diagram",
    abstract: "Draw a network: its stages, a stage, a block or every operator.",
    discussion: """
      'rla-profile diagram -a resnet50_rla -o resnet50_rla.svg' draws the stages with the state \
      beside them; '--view module' draws one block with its update of the state.
      """)

  @OptionGroup(title: "Network") var network: NetworkName
  @OptionGroup(title: "Network") var model: ModelOptions

  @OptionGroup var view: DiagramViewOptions

  @Option(help: "What the fill of the boxes shows.")
  var heat: HeatName?

  @Option(
    help: ArgumentHelp(
      "The bench report (JSON) with the times for '--heat time'.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var times: String?

  @Flag(help: "Show sizes in terms of the image's height H and width W.")
  var symbolic = false

  @OptionGroup(title: "Appearance") var appearance: AppearanceOptions

  @Option(help: "The format of the file; by default that of its ending, else svg.")
  var format: DiagramFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the drawing to a file.", valueName: "file"), completion: .file())
  var output: String?

  func validate() throws {
    if symbolic, model.inputSize != nil || model.sizeDivisor != nil {
      throw ValidationError(Wording.symbolicSize)
    }
    if (heat == .time) != (times != nil) { throw ValidationError(Wording.timesAndHeat) }
    if let output, let format, let ending = DiagramFormat(ofFile: output), ending != format {
      throw ValidationError(Wording.formatOfFile(output, format.rawValue, ending.rawValue))
    }
  }

  func run() throws {
    do throws(CommandFailure) {
      try draw()
    } catch {
      throw error.reported()
    }
  }

  private func draw() throws(CommandFailure) {
    let format = try outputFormat()
    let named = try NamedArchitecture(network.requested(orSaying: .severalDrawings), model)
    let shapes = try NamedArchitecture.shapes(of: named.network, try inputs(named))
    let content = try content(named, shapes)
    if let output, content.view == .graph, !view.oneFile, Output.isFile(output),
      shapes.network.nodes.count > Diagram.pageSize
    {
      let pages = try drawing(shapes) { () throws(DiagramFailure) in
        try Diagram.pages(shapes, content)
      }
      return try write(pages, format, NumberedFiles(output, count: pages.count))
    }
    let diagram = try drawing(shapes) { () throws(DiagramFailure) in
      try Diagram(shapes, content)
    }
    let rendered = try rendered(diagram, format)
    try Output.write(rendered.bytes, to: output)
    remark([rendered])
  }

  /// Draws all pages before the first file is written.
  private func write(
    _ pages: [Diagram], _ format: DiagramFormat, _ files: NumberedFiles
  ) throws(CommandFailure) {
    var drawings: [RenderedDiagram] = []
    for page in pages { drawings.append(try rendered(page, format)) }
    for (drawing, file) in zip(drawings, files.paths) { try Output.write(drawing.bytes, to: file) }
    Output.remark(Wording.pages(files.paths, limit: Diagram.pageSize))
    remark(drawings)
  }

  private func rendered(
    _ diagram: Diagram, _ format: DiagramFormat
  ) throws(CommandFailure) -> RenderedDiagram {
    do {
      return try diagram.rendered(as: format, appearance.style, by: LayoutProcess())
    } catch {
      throw .rendering(error)
    }
  }

  /// Says once what drawings are not as they were to be.
  private func remark(_ drawings: [RenderedDiagram]) {
    if let simplification = drawings.lazy.compactMap(\.simplification).first {
      Output.remark(Wording.simplified(simplification))
    }
    if let resolution = drawings.compactMap(\.reducedResolution).min() {
      Output.remark(Wording.reduced(resolution, from: appearance.style.resolution))
    }
    let points = (drawings.map(\.scale).min() ?? 1) * DiagramStyle.smallestText
    if let width = appearance.paperWidth, points < DiagramStyle.legibleText {
      let enough = (width * DiagramStyle.legibleText / points * 10).rounded(.up) / 10
      Output.remark(Wording.smallText(points: points, enough: enough))
    }
  }

  private func content(
    _ named: NamedArchitecture, _ shapes: InferredShapes
  ) throws(CommandFailure) -> DiagramContent {
    var content = DiagramContent()
    content.view = (try? view.requested()) ?? .network
    content.heat = try requestedHeat(shapes)
    content.wiring = named.wiringRemark
    return content
  }

  private func drawing<Drawn>(
    _ shapes: InferredShapes, _ body: () throws(DiagramFailure) -> Drawn
  ) throws(CommandFailure) -> Drawn {
    do {
      return try body()
    } catch {
      throw .diagram(shapes.network.name, error)
    }
  }

  private func inputs(_ named: NamedArchitecture) throws(CommandFailure) -> [Fact] {
    guard symbolic else { return try named.inputs(model) }
    let inputs = try named.imageInputs(model.inputs)
    return inputs.map { $0.substituting([.batch: Dim(model.batch)]) }
  }

  private func requestedHeat(_ shapes: InferredShapes) throws(CommandFailure) -> Heat? {
    switch heat {
    case nil: return nil
    case .macs: return .macs
    case .params: return .parameters
    case .memory: return .memory
    case .time:
      guard let times else { preconditionFailure("A missing report is refused before.") }
      let text = try InputFile.text(times)
      guard let report = try? JSONDocument.decode(MeasuredTimes.Report.self, from: text) else {
        throw .unreadableTimes(times)
      }
      do {
        return .time(try MeasuredTimes(report, for: shapes))
      } catch {
        throw .benchReport(times, error)
      }
    }
  }

  private func outputFormat() throws(CommandFailure) -> DiagramFormat {
    if let format {
      if output ?? Output.standard == Output.standard, format.isBinary, isatty(STDOUT_FILENO) == 1 {
        throw .binaryOnTerminal(format)
      }
      return format
    }
    guard let output, output != Output.standard else { return .svg }
    guard let format = DiagramFormat(ofFile: output) else { throw .unknownFormat(file: output) }
    return format
  }
}

extension NamedArchitecture {
  /// What a drawing says of the tensor that the state reads.
  var wiringRemark: WiringRemark {
    if !architecture.hasAliasedSource { return .undisputed }
    return architecture.wiring == .paper ? .paper : .published
  }
}

/// What `--heat` can show.
enum HeatName: String, CaseIterable, ArgumentWord {
  case macs
  case params
  case memory
  case time
}
