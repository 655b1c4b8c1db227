public import RLAAnalysis
public import RLAText

/// What a profile report shows.
public struct ProfileOptions: Sendable {
  public var conventions: [Convention]
  public var columns: [ProfileColumn]
  /// The column whose largest value comes first; nil keeps the order of execution.
  public var sort: ProfileColumn?
  public var prefix: UnitPrefix
  /// Whether headings may use terminal styles.
  public var isStyled: Bool

  public init(
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
