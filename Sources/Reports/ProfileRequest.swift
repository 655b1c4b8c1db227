public import RLAAnalysis
public import RLAArchitectures
import RLANetworks
import RLASymbolic
public import RLAText

/// A network to report on, with where it came from.
public struct ProfiledModel: Sendable {
  /// What the user asked for: a name or a file.
  public let requested: String
  /// The entry of the catalogue; nil for a network that a file describes.
  public let entry: CatalogEntry?
  public let architecture: any Architecture
  public let profile: Profile

  public init(
    requested: String, entry: CatalogEntry?, architecture: any Architecture, profile: Profile
  ) {
    self.requested = requested
    self.entry = entry
    self.architecture = architecture
    self.profile = profile
  }

  var name: String { profile.network.name }

  /// Whether network and input are those of the published table.
  var isAsPublished: Bool {
    let standard = architecture.standardInput
    guard profile.shapes.input.values == [1, 3, standard.height, standard.width] else {
      return false
    }
    return entry?.definition.isEqual(to: architecture) ?? false
  }

  /// The row of the published table, where the network is as the table has it.
  var published: PublishedRow? { isAsPublished ? entry?.published : nil }
}

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
