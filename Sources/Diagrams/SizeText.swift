package import RLASymbolic
import RLAText

/// Sizes and counts as a drawing writes them.
///
/// Symbolic sizes are shown for images whose height and width are multiples of what the network
/// divides them by, so that 56 of 224 rows read `H/4` rather than `⌊(H + 3)/4⌋`.
package struct SizeText: Sendable {
  /// Height and width are multiples of this number where a size is symbolic.
  package let divisor: Int?

  /// - Parameter shapes: All shapes of a network.
  package init(_ shapes: [Shape]) {
    let sizes = Set(shapes.flatMap(\.spatial)).filter { !$0.symbols.isEmpty }
    divisor =
      sizes.isEmpty
      ? nil
      : Self.divisors.first { divisor in
        sizes.allSatisfy { Self.fraction($0, of: divisor) != nil }
      }
  }

  private static let divisors = (0...10).map { 1 << $0 }

  /// The shape without its batch: `256 x 56 x 56`, `256 x H/4 x W/4`.
  package func shape(_ shape: Shape) -> String {
    shape.dims.dropFirst().map(size).joined(separator: " x ")
  }

  /// A size: `56`, `H/4`; `?` for one that only running tells.
  package func size(_ dim: Dim) -> String {
    if dim.symbols.contains(where: \.isUnknown) { return "?" }
    guard !dim.symbols.isEmpty, let divisor,
      let (numerator, denominator, symbol) = Self.fraction(dim, of: divisor)
    else { return dim.description }
    let factor = numerator == 1 ? "\(symbol)" : "\(numerator)·\(symbol)"
    return denominator == 1 ? factor : "\(factor)/\(denominator)"
  }

  /// A count for one image with three digits: `57.8 M`, `18.1 k·H·W`.
  package func count(_ dim: Dim) -> String {
    if let value = dim.value { return Numbers.short(Double(value)) }
    guard let divisor else { return dim.description }
    let scaled = Self.multiplied(dim, by: divisor)
    let area = Dim(.height) * Dim(.width)
    let bindings: [Symbol: Int] = [.height: 1, .width: 1, .batch: 1]
    guard scaled.symbols.isSubset(of: [.height, .width]),
      let unit = try? scaled.evaluated(at: bindings)
    else { return dim.description }
    let fixed = (try? scaled.evaluated(at: [.height: 0, .width: 0])) ?? 0
    guard scaled == area * Dim(unit - fixed) + Dim(fixed) else { return dim.description }
    let perPixel = Double(unit - fixed) / Double(divisor * divisor)
    let varying = perPixel == 1 ? "H·W" : "\(Numbers.short(perPixel))·H·W"
    if fixed == 0 { return varying }
    return unit == fixed
      ? Numbers.short(Double(fixed)) : "\(varying) + \(Numbers.short(Double(fixed)))"
  }

  /// A number with its unit after the prefix: `7.23 MB`, `12.4 ms`.
  static func quantity(_ value: Double, unit: String) -> String {
    let text = Numbers.short(value)
    return text.last?.isLetter == true ? text + unit : "\(text) \(unit)"
  }

  private static func multiplied(_ dim: Dim, by factor: Int) -> Dim {
    dim.substituting([
      .height: Dim(.height) * Dim(factor), .width: Dim(.width) * Dim(factor), .batch: 1,
    ])
  }

  /// The size as a share of one symbol where that symbol is a multiple of `divisor`.
  private static func fraction(
    _ dim: Dim, of divisor: Int
  ) -> (numerator: Int, denominator: Int, symbol: Symbol)? {
    let scaled = multiplied(dim, by: divisor)
    guard let symbol = scaled.symbols.first, scaled.symbols.count == 1,
      let factor = scaled.exactQuotient(by: Dim(symbol))?.value
    else { return nil }
    if symbol != .height && symbol != .width { return (factor, 1, symbol) }
    var (larger, smaller) = (factor, divisor)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return (factor / larger, divisor / larger, symbol)
  }
}
