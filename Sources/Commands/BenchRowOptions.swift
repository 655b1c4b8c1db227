import ArgumentParser
import RLAReports

/// Which rows a measurement of one network has.
struct BenchRowOptions: ParsableArguments {
  @Option(help: "What has a row of its own; by default module.")
  var by: BenchGrouping?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Levels of modules to show, or 'all'; by default 2.", valueName: "n"),
    transform: ProfileRowOptions.depth)
  var depth: Int?

  @Flag(help: "Show every call of every layer.")
  var layers = false

  func validate() throws {
    if layers, by != nil || depth != nil {
      throw ValidationError(Wording.layersAlone(by == nil ? "--depth" : "--by"))
    }
    if let by, depth != nil, by.reaching(depth: 1) == by.reaching(depth: 2) {
      throw ValidationError(Wording.depthOfModules(by.key))
    }
  }

  /// The first of the options that was given; nil where none was.
  var given: String? {
    layers ? "--layers" : by != nil ? "--by" : depth != nil ? "--depth" : nil
  }

  /// The rows that were asked for: those of modules, of one module the calls.
  func grouping(ofModule isModule: Bool) -> BenchGrouping {
    if layers || isModule && given == nil { return .calls }
    return (by ?? .modules(depth: 2)).reaching(depth: depth ?? 2)
  }
}

extension BenchGrouping: NamedRows {}
