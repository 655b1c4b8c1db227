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
  /// Classes that a classifier tells apart.
  public static let classes = Symbol("classes")
}

extension Symbol {
  private static let unknownPrefix = "unknown_"

  /// A size that only running the network tells, such as how many elements are not zero.
  ///
  /// The name is an identifier of Python and Swift that spells the place:
  /// `unknown_nms_NonZero` for `/nms/NonZero`. Whatever is no ASCII letter or digit becomes an
  /// underscore. Where not all of them stand for single slashes, a code for each follows, so that
  /// different places have different names: `unknown_nms_NonZero__su` for `/nms_NonZero`.
  ///
  /// - Parameter path: The place in the network that makes the size.
  /// - Returns: The symbol of that place, always the same one.
  public static func unknown(at path: String) -> Symbol {
    let isAbsolute = path.hasPrefix("/")
    var name = unknownPrefix
    var codes = isAbsolute ? "s" : "o"
    for scalar in path.unicodeScalars.dropFirst(isAbsolute ? 1 : 0) {
      if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        name.unicodeScalars.append(scalar)
      } else {
        name += "_"
        codes += code(of: scalar)
      }
    }
    // Two underscores then only precede codes, so that no spelled place ends like them.
    let isPlain = codes.allSatisfy { $0 == "s" } && !name.contains("__")
    return Symbol(isPlain ? name : "\(name)__\(codes)")
  }

  /// Whether the symbol stands for a size that only running tells and that may be 0.
  public var isUnknown: Bool { name.hasPrefix(Self.unknownPrefix) }

  /// What an underscore stands for, so that codes in a row can be told apart.
  private static func code(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "/": "s"
    case "_": "u"
    case ".": "d"
    case "-": "h"
    case ":": "c"
    default: "x\(String(scalar.value, radix: 16))x"
    }
  }
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
