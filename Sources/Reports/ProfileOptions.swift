package import RLAAnalysis
package import RLAText

/// What a profile report shows.
package struct ProfileOptions: Sendable {
  package var conventions: [Convention]
  package var columns: [ProfileColumn]
  /// The column whose largest value comes first; nil keeps the order of execution.
  package var sort: ProfileColumn?
  package var prefix: UnitPrefix
  /// Whether headings may use terminal styles.
  package var isStyled: Bool

  package init(
    conventions: [Convention],
    columns: [ProfileColumn] = ProfileColumn.standard, sort: ProfileColumn? = nil,
    prefix: UnitPrefix = .si, isStyled: Bool = false
  ) {
    self.conventions = conventions
    self.columns = columns
    self.sort = sort
    self.prefix = prefix
    self.isStyled = isStyled
  }

  /// All numbers of the chosen conventions.
  var measures: [Convention.Measure] { conventions.flatMap(\.measures) }
}
