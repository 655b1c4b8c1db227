package import RLAAnalysis
package import RLAText

/// What a profile report shows.
package struct ProfileOptions: Sendable {
  package var conventions: [Convention]
  package var columns: [ProfileColumn]
  /// What comes first; nil keeps the order of execution.
  package var sort: ProfileSort?
  package var prefix: UnitPrefix

  package init(
    conventions: [Convention],
    columns: [ProfileColumn] = ProfileColumn.standard, sort: ProfileSort? = nil,
    prefix: UnitPrefix = .si
  ) {
    self.conventions = conventions
    self.columns = columns
    self.sort = sort
    self.prefix = prefix
  }

  /// All numbers of the chosen conventions.
  var measures: [Convention.Measure] { conventions.flatMap(\.measures) }
}
