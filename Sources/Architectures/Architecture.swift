public import RLANetworks
public import RLASymbolic

/// A network definition as a value: change a field and get a variant.
///
/// A family is one type that conforms, in a folder of its own, and one line in `Catalog.families`.
public protocol Architecture: Hashable, Sendable {
  var name: String { get set }

  /// Classes that the network tells apart; of objects, without the background, for a detector.
  var classes: Dim { get set }

  /// Channels of the images.
  var inputChannels: Dim { get }

  /// Height and width of the images that published figures take.
  var standardInput: (height: Int, width: Int) { get }

  /// The recurrent state that runs beside the features; nil for a network without one.
  var recurrence: Recurrence? { get set }

  /// What `--rla-channels` sets; nil for a network where it has no meaning.
  var stateChannels: Dim? { get set }

  /// Whether the paper's drawing and the published code differ for this network.
  var hasAliasedSource: Bool { get }

  /// What its published code does unexpectedly.
  var codeFacts: [CodeFact] { get }

  /// Whether batch norms use the statistics of the batch in training.
  var normsLearn: Bool { get }

  /// How the names of tensors number blocks, by what stands before the number: `layer1.` to 0..<3.
  ///
  /// Whoever looks for the network of some names need not build one whose blocks are other ones.
  /// Empty where the definition does not say.
  var blockNumbers: [String: Range<Int>] { get }

  /// The network, built anew at each call.
  var network: Network { get }

  /// The definitions of the family that have a name, in the order of a listing.
  static var catalog: [CatalogEntry] { get }

  /// The entry of a name that follows a rule of the family, such as a depth that a constructor
  /// takes as a number.
  ///
  /// - Parameter key: The name in lower case, without `-` and `_`.
  /// - Returns: The entry, in the catalog or not; nil where the name follows no rule.
  static func entry(spelled key: String) -> CatalogEntry?
}

extension Architecture {
  public var inputChannels: Dim { 3 }

  public var standardInput: (height: Int, width: Int) { (224, 224) }

  public var recurrence: Recurrence? {
    get { nil }
    set { precondition(newValue == nil, "\(name) has no place for a recurrent state.") }
  }

  public var stateChannels: Dim? {
    get { recurrence?.channels }
    set { if let newValue { recurrence?.channels = newValue } }
  }

  public var hasAliasedSource: Bool { false }

  public var codeFacts: [CodeFact] { [] }

  public var normsLearn: Bool { true }

  public var blockNumbers: [String: Range<Int>] { [:] }

  public static func entry(spelled key: String) -> CatalogEntry? { nil }

  /// Where the state reads its input; the published way for a network without one.
  public var wiring: Wiring { recurrence?.wiring ?? .published }

  /// The channels of the state that a block reads beside x.
  var fedChannels: Dim {
    guard let recurrence, recurrence.feedsBlocks else { return 0 }
    return recurrence.channels
  }

  /// The network with the state read where `wiring` says.
  public func wired(_ wiring: Wiring) -> Self {
    var result = self
    result.recurrence?.wiring = wiring
    return result
  }

  /// Whether another definition, of any family, is the same in every field.
  public func isEqual(to other: some Architecture) -> Bool {
    (other as? Self) == self
  }
}
