/// A named integer that is not known yet, such as the batch size or the image height.
///
/// Symbols stand for whole numbers of at least 1, unknown sizes for whole numbers of at least 0;
/// every rule of `Dim` that bounds a value relies on it. A symbol is its name: two with the same
/// name are the same.
public struct Symbol: Hashable, Sendable {
  public let name: String

  /// - Parameter name: An identifier of Python and Swift, where the symbol is to be written as
  ///   code; names that begin with `unknown_` are those of unknown sizes.
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
  /// Classes of a classifier.
  public static let classes = Symbol("classes")
}

extension Symbol {
  private static let unknownPrefix = "unknown_"

  /// A size known only at run time, such as the number of nonzero elements.
  ///
  /// The name is an identifier in Python and Swift that contains the place: `unknown_nms_NonZero` for
  /// `/nms/NonZero`, `unknown_Loop__runs` for the part `runs` of `/Loop`. Two underscores occur only
  /// between parts, so that places are different where one of their parts is.
  ///
  /// - Parameters:
  ///   - path: The path of the node that makes the size.
  ///   - parts: What distinguishes several sizes of one path.
  /// - Returns: The symbol of that place, always the same one.
  public static func unknown(at path: String, _ parts: [String] = []) -> Symbol {
    let words = ([path] + parts).map(identifier(of:)).filter { !$0.isEmpty }
    return Symbol(unknownPrefix + (words.isEmpty ? "size" : words.joined(separator: "__")))
  }

  /// The ASCII letters and digits of a text, with one underscore for all that stands between two of
  /// them.
  package static func identifier(of text: String) -> String {
    text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "_")
  }

  /// Whether the symbol is a size known only at run time, which may be 0.
  public var isUnknown: Bool { name.hasPrefix(Self.unknownPrefix) }
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
