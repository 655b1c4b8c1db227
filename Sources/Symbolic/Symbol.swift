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
  /// The name is an identifier in Python and Swift that contains the place: `unknown_nms_NonZero`
  /// for `/nms/NonZero`. Every character but ASCII letters and digits becomes an underscore, as does
  /// the border between two parts of a place. Where not all underscores stand for single slashes, a
  /// code for each follows, so that different places have different names:
  /// `unknown_nms_NonZero__su` for `/nms_NonZero`.
  ///
  /// - Parameters:
  ///   - path: The path of the node that makes the size.
  ///   - parts: What distinguishes several sizes of one path.
  /// - Returns: The symbol of that place, always the same one.
  public static func unknown(at path: String, _ parts: [String] = []) -> Symbol {
    let isAbsolute = path.hasPrefix("/")
    var name = unknownPrefix
    var codes = isAbsolute ? "s" : "o"
    append(isAbsolute ? path.dropFirst() : path[...], to: &name, &codes)
    for part in parts {
      name += "_"
      codes += "n"
      append(part[...], to: &name, &codes)
    }
    // Two underscores then occur only before codes, so that no place can end like one.
    let isPlain = codes.allSatisfy { $0 == "s" } && !name.contains("__")
    return Symbol(isPlain ? name : "\(name)__\(codes)")
  }

  private static func append(_ part: Substring, to name: inout String, _ codes: inout String) {
    for scalar in part.unicodeScalars {
      if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        name.unicodeScalars.append(scalar)
      } else {
        name += "_"
        codes += code(of: scalar)
      }
    }
  }

  /// Whether the symbol is a size known only at run time, which may be 0.
  public var isUnknown: Bool { name.hasPrefix(Self.unknownPrefix) }

  /// The code of the character that an underscore replaces; no code is a prefix of another, and `n`
  /// is that of a border.
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
