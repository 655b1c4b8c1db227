import RLANetworks
import RLASymbolic

/// The symbols of a model by the names of its free sizes.
struct SymbolTable {
  private var symbols: [String: Symbol] = [:]
  private var names = UniqueNames()

  /// Formulas of more free sizes than these are of use to nobody, and take long.
  static let limit = 1000

  var count: Int { symbols.count }

  /// The symbol of a name, always the same one.
  ///
  /// Names may have any characters and symbols become variables of code, so others are replaced,
  /// and a number keeps different names apart.
  mutating func symbol(_ name: String) -> Symbol {
    if let known = symbols[name] { return known }
    var identifier = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    if identifier.first?.isNumber ?? true { identifier = "d" + identifier }
    // Sizes that only running tells have names of their own.
    if Symbol(identifier).isUnknown { identifier = "size_" + identifier }
    let symbol = Symbol(names.take(identifier) { "\($0)_\($1)" })
    symbols[name] = symbol
    return symbol
  }

  /// A declared size of an axis of a value.
  mutating func size(_ dimension: ONNXDimension, axis: Int, of value: String) -> Dim {
    switch dimension {
    case .size(let size): Dim(size)
    case .parameter(let name): Dim(symbol(name))
    case .unknown: Dim(symbol("\(value)_\(axis)"))
    }
  }
}
