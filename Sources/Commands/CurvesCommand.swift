import ArgumentParser
import RLAFormats
import RLAPlots
import RLAReports
import RLAText
import RLATraining
import SystemPackage

extension CurvesPlot.Accuracy: ArgumentWord {}

struct CurvesCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "curves",
    abstract: "Draw accuracy and loss over the epochs of trainings, and name their best epochs.",
    discussion: """
      Each FOLDER has logs of this program or of the published scripts: loss_plot.txt, train_acc1.txt, \
      train_acc5.txt, val_acc1.txt, val_acc5.txt, some of them or all. With -o acc.svg, .pdf or .png \
      all trainings are drawn in one picture; the table of best epochs goes to the standard output, or \
      into a file that ends as a table does.
      """)

  @Argument(
    help: ArgumentHelp("Folders of trainings.", valueName: "folder"), completion: .directory)
  var folders: [String]

  @Option(help: "Which accuracy is drawn.")
  var accuracy = CurvesPlot.Accuracy.top1

  @OptionGroup(title: "Plot") var plot: PlotOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  /// Whether the file that is written is a picture.
  private var draws: Bool {
    output.output?.fileEnding.flatMap(PlotFormat.init(rawValue:)) != nil
  }

  func validate() throws {
    if !draws { try plot.requireUnused() }
  }

  func run() throws {
    do throws(CommandFailure) {
      let runs = try TrainingLogs.runs(in: folders)
      let table = CurvesReport(runs)
      guard draws, let path = output.output else {
        try FileEnding.require(output.output, oneOf: Array(ReportFormat.endings.keys))
        return try Output.write(table.text(output.format, on: output.page), to: output.output)
      }
      var look = output
      look.wantedFormat = nil
      let format = try plot.format(look)
      let scene = CurvesPlot(runs, accuracy).scene(on: plot.page, logarithmicAxes: plot.log)
      try Output.write(try plot.bytes(scene, as: format), to: path)
      try Output.write(
        table.text(output.wantedFormat ?? .table, on: .read(at: nil)), to: nil)
    } catch {
      throw error.reported()
    }
  }
}

/// Folders of trainings, as files hold them.
enum TrainingLogs {
  /// The curves of several trainings, told apart by name.
  static func runs(in folders: [String]) throws(CommandFailure) -> [TrainingCurves] {
    let names = folders.map { FilePath($0).lastComponent?.string ?? $0 }
    var runs: [TrainingCurves] = []
    for (folder, name) in zip(folders, names) {
      let isAlone = names.count { $0 == name } == 1
      runs.append(try curves(folder, isAlone ? name : folder))
    }
    return runs
  }

  private static func curves(
    _ folder: String, _ name: String
  ) throws(CommandFailure) -> TrainingCurves {
    guard InputFile.isFolder(FilePath(folder)) else {
      throw InputFile.exists(FilePath(folder)) ? .curves(.noFolder(folder)) : .missingFile(folder)
    }
    var logs: [PublishedLog: LogSeries] = [:]
    for log in PublishedLog.allCases {
      let path = "\(folder)/\(log.rawValue)"
      guard InputFile.exists(FilePath(path)) else { continue }
      let text = try InputFile.text(path)
      do throws(LogSeries.Failure) {
        logs[log] = try LogSeries(parsing: text)
      } catch {
        throw .curves(.line(path, error))
      }
    }
    if logs.values.allSatisfy(\.points.isEmpty) { throw .curves(.noLogs(folder)) }
    return TrainingCurves(
      name: name, logs: logs,
      validationLoss: try validationLoss("\(folder)/\(TrainingText.logName)"))
  }

  /// The loss of the validation by the log of this program; empty where there is none.
  private static func validationLoss(_ path: String) throws(CommandFailure) -> LogSeries {
    guard InputFile.exists(FilePath(path)) else { return LogSeries([]) }
    let lines = try InputFile.text(path).split(separator: "\n")
    var points: [LogSeries.Point] = []
    for (number, line) in lines.enumerated() {
      guard let logged = try? JSONDocument.decode(LoggedEpoch.self, from: String(line)) else {
        throw .curves(.line(path, LogSeries.Failure(line: number + 1, text: String(line))))
      }
      points.append(LogSeries.Point(epoch: logged.epoch, value: logged.validationLoss))
    }
    return LogSeries(points)
  }
}
