import ArgumentParser
import Glibc
import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLAFormats
import RLANetworks
import RLASymbolic

struct DiagramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagram",
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
    let diagram = try diagram()
    let drawing: RenderedDiagram
    do {
      drawing = try diagram.rendered(as: format, appearance.style, by: LayoutProcess())
    } catch {
      throw .rendering(error)
    }
    try Output.write(drawing.bytes, to: output)
    if let simplification = drawing.simplification {
      Output.remark(Wording.simplified(simplification))
    }
    if let resolution = drawing.reducedResolution {
      Output.remark(Wording.reduced(resolution, from: appearance.style.resolution))
    }
    let height = drawing.scale * DiagramStyle.smallestText
    if appearance.paperWidth != nil, height < Self.legibleText {
      Output.remark(Wording.smallText(points: height))
    }
  }

  /// Points below which print is hard to read.
  private static let legibleText = 5.0

  private func diagram() throws(CommandFailure) -> Diagram {
    let named = try NamedArchitecture(network.requested(orSaying: .severalDrawings), model)
    let network = named.architecture.network
    let shapes = try NamedArchitecture.shapes(of: network, try inputs(named))
    var content = DiagramContent()
    content.view = (try? view.requested()) ?? .network
    content.heat = try requestedHeat(shapes)
    content.wiring = named.wiringRemark
    do {
      return try Diagram(shapes, content)
    } catch {
      throw .diagram(network.name, error)
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
enum HeatName: String, CaseIterable, ExpressibleByArgument {
  case macs
  case params
  case memory
  case time
}
