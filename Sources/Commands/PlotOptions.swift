import ArgumentParser
import Glibc
import RLADiagrams
package import RLAPlots
import RLAText

extension LogarithmicAxes: ArgumentWord {}

/// How a plot of two numbers looks, and the file that it stands in.
struct PlotOptions: ParsableArguments {
  @Option(help: "The axes of the plot with a logarithmic scale: x, y or xy.")
  var log: LogarithmicAxes?

  @OptionGroup var look: PlotLook

  var page: PlotPage { look.page }

  /// Refuses what only a plot has.
  func requireUnused() throws {
    if log != nil { throw ValidationError(Wording.logWithoutPlot) }
    try look.requireUnused()
  }

  /// What the plot in a file is; see `PlotLook`.
  func format(_ output: OutputOptions) throws(CommandFailure) -> PlotFormat {
    try look.format(output)
  }

  /// The plot as its file holds it.
  func bytes(_ scene: PlotScene, as format: PlotFormat) throws(CommandFailure) -> [UInt8] {
    try look.bytes(scene, as: format)
  }
}

/// How any plot looks, and the file that it stands in.
struct PlotLook: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The width of the plot on paper in centimeters, or 'one' (8.5) or 'two' (17.5) columns; by default 19.",
      valueName: "cm|one|two"),
    transform: PaperWidth.parse)
  var paperWidth: Double?

  @Option(
    help: ArgumentHelp("Pixels per inch of a plot as PNG; by default 150.", valueName: "dpi"),
    transform: Resolution.parse)
  var resolution: Int?

  private static let standardResolution = 150

  /// Refuses what only a plot has.
  func requireUnused() throws {
    if paperWidth != nil { throw ValidationError(Wording.lookWithoutPlot("--paper-width")) }
    if resolution != nil { throw ValidationError(Wording.lookWithoutPlot("--resolution")) }
  }

  /// What the plot in a file is; SVG where its ending does not say.
  ///
  /// - Throws: `CommandFailure` for a format that plots do not have, and for options that the format
  ///   does not have.
  func format(_ output: OutputOptions) throws(CommandFailure) -> PlotFormat {
    if output.wantedFormat ?? .table != .table { throw .plot(.format) }
    let ending = output.output.flatMap { $0 == Output.standard ? nil : $0.fileEnding }
    if let ending, ReportFormat.endings.keys.contains(ending) { throw .plot(.format) }
    try FileEnding.require(output.output, oneOf: PlotFormat.allCases.map(\.rawValue))
    let format = ending.flatMap(PlotFormat.init(rawValue:)) ?? .svg
    if resolution != nil, format != .png { throw .plot(.resolutionOfVectors) }
    return format
  }

  func validate() throws {
    if let paperWidth, paperWidth < Self.leastWidth {
      throw ValidationError(Wording.narrowPlot(centimeters: Self.leastWidth))
    }
  }

  /// Centimeters.
  private static let leastWidth = PlotPage.leastWidth * 2.54 / 72

  var page: PlotPage { paperWidth.map { PlotPage(centimeters: $0) } ?? .screen }

  /// The plot as its file holds it.
  func bytes(_ scene: PlotScene, as format: PlotFormat) throws(CommandFailure) -> [UInt8] {
    let resolution = resolution ?? Self.standardResolution
    if format == .png { try Self.requireBitmap(scene, resolution) }
    do throws(PlotFailure) {
      return try scene.bytes(as: format, resolution: resolution)
    } catch {
      throw .plot(.drawing(error))
    }
  }

  /// Pixels of a bitmap, of 4 bytes each; Cairo takes no more than 32,767 to a side.
  private static let largestBitmap = (side: 32_767.0, area: Double(1 << 28))

  private static func requireBitmap(
    _ scene: PlotScene, _ resolution: Int
  ) throws(CommandFailure) {
    let (width, height) = (scene.width / 72, scene.height / 72)
    let most = min(
      largestBitmap.side / max(width, height),
      (largestBitmap.area / (width * height)).squareRoot())
    // Pages are rounded up to whole pixels.
    if Double(resolution) > most * 0.999 {
      throw .plot(.hugeBitmap(resolution: resolution, most: Int(most * 0.999)))
    }
  }
}

extension OutputOptions {
  /// Writes the plot that `body` makes; a failure becomes one sentence on the standard error.
  func write(
    _ look: PlotLook, _ body: () throws(CommandFailure) -> PlotScene
  ) throws {
    do throws(CommandFailure) {
      let format = try look.format(self)
      try Output.write(try look.bytes(try body(), as: format), to: output)
    } catch {
      throw error.reported()
    }
  }
}
