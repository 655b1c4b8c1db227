public import RLAAnalysis
public import RLAArchitectures
import RLANetworks
import RLASymbolic

/// A network to report on, with where it came from.
public struct ProfiledModel: Sendable {
  /// What the user asked for: a name or a file.
  public let requested: String
  /// The entry of the catalog; nil for a network that a file describes.
  public let entry: CatalogEntry?
  public let architecture: any Architecture
  public let profile: Profile
  /// How the images were padded; nil where they were not.
  public let padding: InputPadding?

  public init(
    requested: String, entry: CatalogEntry?, architecture: any Architecture, profile: Profile,
    padding: InputPadding? = nil
  ) {
    self.requested = requested
    self.entry = entry
    self.architecture = architecture
    self.profile = profile
    self.padding = padding
  }

  public var name: String { profile.network.name }

  /// Whether network and input are those of the published table.
  public var isAsPublished: Bool {
    let standard = architecture.standardInput
    guard profile.shapes.input.values == [1, 3, standard.height, standard.width] else {
      return false
    }
    return entry?.definition.isEqual(to: architecture) ?? false
  }

  /// The first batch norm that PyTorch would refuse to train at this input; nil where it trains.
  public var untrainableNorm: SingleValueNorm? {
    guard architecture.normsLearn, profile.total.tally.contains(BatchNormalization.kind) else {
      return nil
    }
    return profile.shapes.singleValueNorm(frozenLayers: profile.flow.frozenLayers)
  }

  /// Whether a number leaves the 64-bit range.
  public var isOverflowed: Bool {
    profile.total.isOverflowed || profile.trainingMemory.total.isOverflowed
  }

  /// The row of the published table, where the network is as the table has it.
  public var published: PublishedRow? { isAsPublished ? entry?.published : nil }
}
