import RLAAnalysis
import RLANetworks
import RLASymbolic

/// Sizes known only at run time, in the words of reports.
extension ProfileReport {
  /// The operators that make the sizes in which the totals are formulas.
  var unknownLines: [String] {
    let shown = options.measures.map { $0.count(total.tally) } + [total.bytesWritten]
    let symbols = shown.reduce(into: Set<Symbol>()) { $0.formUnion($1.symbols) }
    guard symbols.contains(where: \.isUnknown) else { return [] }
    let sizes = model.profile.shapes.unknownSizes.filter { symbols.contains($0.symbol) }
    var lines = sizes.prefix(Self.mostUnknownLines).map { label("at run time") + $0.text }
    let rest = sizes.count - lines.count
    if rest > 0 { lines.append(label("at run time") + "\(rest) more") }
    return lines
  }

  /// A detector may have hundreds.
  private static let mostUnknownLines = 8
}

extension UnknownSize {
  /// `unknown_nms_NonZero: made by NonZero at /nms/NonZero, at most 200`.
  var text: String {
    "\(symbol): made by \(kind) at \(path)" + (bound.map { ", at most \($0)" } ?? "")
  }
}
