/// A named positive integer that is not known yet, such as the batch size or the image height.
///
/// Symbols stand for whole numbers of at least 1; every rule of `Dim` that bounds a value relies on
/// it.
public struct Symbol: Hashable, Sendable {
  public let name: String

  public init(_ name: String) {
    precondition(!name.isEmpty, "A symbol needs a name.")
    self.name = name
  }

  /// Images per batch, N.
  public static let batch = Symbol("N")
  /// Image height in pixels, H.
  public static let height = Symbol("H")
  /// Image width in pixels, W.
  public static let width = Symbol("W")
  /// Channels of the recurrent state of an RLA network, k.
  public static let stateChannels = Symbol("k")
  /// Classes that a classifier tells apart.
  public static let classes = Symbol("classes")
}

extension Symbol: Comparable {
  /// Batch, height and width come first, then the other symbols by name.
  public static func < (left: Symbol, right: Symbol) -> Bool {
    (left.rank, left.name) < (right.rank, right.name)
  }

  private var rank: Int {
    switch name {
    case "N": 0
    case "H": 1
    case "W": 2
    default: 3
    }
  }
}

extension Symbol: CustomStringConvertible {
  public var description: String { name }
}
