public import RLASymbolic

/// A named architecture.
public struct CatalogEntry: Sendable {
  /// Which definitions belong together in a listing.
  public struct Family: Hashable, Sendable {
    /// The heading that a listing shows: `RLA-ResNet`.
    public let name: String

    public init(_ name: String) {
      self.name = name
    }
  }

  /// What the option for state channels sets.
  public enum StateChannels: Hashable, Sendable {
    /// The network has no state.
    case absent
    /// k is what the definition has unless given: 32, and 12 for 32x32 images.
    case free
    /// The name says k.
    case fixed(Int)
    /// Not a state: planes widened by ⌊k/4⌋ to match an RLA network (resnet50_k).
    case widening
  }

  /// What is wrong with a requested number of state channels.
  public enum StateChannelsFailure: Error, Hashable, Sendable {
    /// The network has no state.
    case noState
    /// The name fixes the number.
    case fixed(Int)
  }

  /// The constructor of the published code.
  public let name: String
  public let family: Family
  /// Names of published tables and of related libraries.
  public let aliases: [String]
  /// The aliases that would name another network without their hyphens.
  let hyphenatedAliases: [String]
  private let fixedStateChannels: Int?
  private let makeDefinition: @Sendable () -> any Architecture

  /// An entry whose definition is made when it is asked for: whoever looks a name up needs one of
  /// hundreds.
  ///
  /// - Parameters:
  ///   - family: The heading under which a listing shows it.
  ///   - name: The name of the definition.
  ///   - fixedStateChannels: The state channels that the name says; nil where they can be chosen.
  ///   - aliases: Further names.
  ///   - hyphenatedAliases: Those of them that would name another network without their hyphens.
  ///   - definition: Makes the network.
  public init(
    _ family: Family, _ name: String, fixedStateChannels: Int? = nil, aliases: [String] = [],
    hyphenatedAliases: [String] = [], definition: @escaping @Sendable () -> any Architecture
  ) {
    self.name = name
    self.family = family
    self.fixedStateChannels = fixedStateChannels
    self.aliases = aliases
    self.hyphenatedAliases = hyphenatedAliases
    makeDefinition = definition
  }

  /// An entry of a definition that has been made, under its name.
  public init(_ family: Family, _ definition: some Architecture, aliases: [String] = []) {
    self.init(family, definition.name, aliases: aliases) { definition }
  }

  /// An entry whose name follows the rule of a family.
  init(_ family: Family, _ name: String, spelledIn type: any Architecture.Type) {
    self.init(family, name) {
      guard let entry = type.entry(spelled: Catalog.key(of: name)) else {
        preconditionFailure("\(name) follows no rule of its family.")
      }
      return entry.definition
    }
  }

  /// As it stands in the catalog.
  public var definition: any Architecture { makeDefinition() }

  public var stateChannels: StateChannels {
    if let fixedStateChannels { return .fixed(fixedStateChannels) }
    let definition = definition
    if definition.recurrence != nil { return .free }
    return definition.stateChannels == nil ? .absent : .widening
  }

  /// Whether the network finds objects rather than tells classes of images apart.
  public var isDetector: Bool { family == .detector }

  /// The definition with k state channels and the given number of classes, each by default what the
  /// definition has: 32 or what the name says, and 1000 or what the set of images has.
  ///
  /// - Throws: `StateChannelsFailure` where k cannot be chosen.
  public func architecture(
    stateChannels k: Dim? = nil, classes: Dim? = nil
  ) throws(StateChannelsFailure) -> any Architecture {
    var result = definition
    if let classes { result.classes = classes }
    guard let k else { return result }
    if let fixedStateChannels {
      if k != Dim(fixedStateChannels) { throw .fixed(fixedStateChannels) }
      return result
    }
    if result.stateChannels == nil { throw .noState }
    result.stateChannels = k
    return result
  }
}
