package import RLAAnalysis
import RLASymbolic
package import RLAText

/// Closed forms as people read and typeset them, or as code.
package struct FormulaReport: Sendable {
  /// The closed forms of a network, and what has to be said of one from a file.
  package typealias Entry = (forms: ClosedForms, notes: FileNotes?)

  private let networks: [Entry]

  /// - Parameter networks: The forms of each network, at least one.
  package init(_ networks: [Entry]) {
    self.networks = networks
  }

  /// The networks one after the other, a list as JSON.
  ///
  /// Names in code begin with the network where there are several. Only text is cut to the width of
  /// the page.
  package func text(_ format: FormulaFormat, on page: Page) -> String {
    let isOne = networks.count == 1
    switch format {
    case .text: return joined { FormulaText(entry: $0, isOne: isOne).plain(on: page) }
    case .latex: return joined { FormulaText(entry: $0, isOne: isOne).latex }
    case .json:
      let values = networks.map { FormulaJSON(forms: $0.forms, notes: $0.notes).value }
      return isOne ? values.map(\.text).joined() : JSONValue.array(values).text
    case .python:
      return joined(by: "\n\n") { FormulaCode(entry: $0, isOne: isOne, language: .python).text }
    case .swift:
      return joined { FormulaCode(entry: $0, isOne: isOne, language: .swift).text }
    }
  }

  private func joined(by gap: String = "\n", _ text: (Entry) -> String) -> String {
    networks.map(text).joined(separator: gap)
  }
}

/// The closed forms of one network as text.
struct FormulaText {
  let entry: FormulaReport.Entry
  /// Whether no other network stands beside it.
  let isOne: Bool

  private var forms: ClosedForms { entry.forms }

  func plain(on page: Page) -> String {
    var lines = [Self.title(of: forms), ""]
    for row in forms.rows {
      if forms.rows.count > 1 { lines += ["[\(row.name)]", ""] }
      for (quantity, form) in zip(forms.quantities, row.forms) {
        lines += plain(quantity, form) + [""]
      }
    }
    lines += Self.notes(on: entry)
    return lines.flatMap { TextLines.broken($0, within: page.width) }
      .joined(separator: "\n") + "\n"
  }

  private func plain(_ quantity: ClosedForms.Quantity, _ form: Dim) -> [String] {
    let heading = "\(quantity.key) [\(quantity.unit)]"
    if let value = form.value { return ["\(heading) = \(Numbers.grouped(value))"] }
    var lines = ["\(heading) ="] + Self.lines(form.writtenTerms(in: .text))
    if let simplified = ClosedForms.simplified(form) {
      let sizes = simplified.sizes.sorted().map(\.name).joined(separator: " and ")
      lines.append("  where \(sizes) are multiples of \(simplified.factor):")
      lines += Self.lines(simplified.writtenTerms(in: .text))
    }
    return lines
  }

  /// A term on each line, its sign in front.
  private static func lines(_ terms: [WrittenTerm]) -> [String] {
    terms.enumerated().map { index, term in
      let sign = term.isNegative ? "−" : index == 0 ? " " : "+"
      return "  \(sign) \(term.text)"
    }
  }

  var latex: String {
    var lines = (["\(Self.title(of: forms))"] + Self.notes(on: entry)).map { "% \($0)" }
    lines.append("\\begin{align*}")
    var equations: [String] = []
    for row in forms.rows {
      for (quantity, form) in zip(forms.quantities, row.forms) {
        let places = (isOne ? [] : [forms.model]) + (forms.rows.count == 1 ? [] : [row.name])
        let key = (places + [quantity.key]).joined(separator: ", ")
        let name = "\\text{\(LaTeX.escaped(key))}"
        equations.append(Self.equation(name, "=", form.writtenTerms(in: .latex)))
        guard let simplified = ClosedForms.simplified(form) else { continue }
        let sizes = simplified.sizes.sorted().map(\.name).joined(separator: ", ")
        equations.append(
          Self.equation(
            "", "\\overset{\(simplified.factor) \\mid \(sizes)}{=}",
            simplified.writtenTerms(in: .latex)))
      }
    }
    lines.append(equations.joined(separator: " \\\\\n"))
    lines.append("\\end{align*}")
    return lines.joined(separator: "\n") + "\n"
  }

  /// An equation with a term on each line.
  private static func equation(
    _ left: String, _ sign: String, _ terms: [WrittenTerm]
  ) -> String {
    terms.enumerated().map { index, term in
      if index == 0 { return "  \(left) &\(sign) \(term.isNegative ? "-" : "")\(term.text)" }
      return "    &\\quad \(term.isNegative ? "-" : "+") \(term.text)"
    }
    .joined(separator: " \\\\\n")
  }

  static func title(of forms: ClosedForms) -> String {
    let free = forms.symbols.map { "\($0) (\($0.meaning))" }.joined(separator: ", ")
    let bound = forms.bound.map { "\($0.symbol) = \($0.value)" }.joined(separator: ", ")
    let over = free.isEmpty ? "" : " over \(free)"
    return "\(forms.model)\(over)" + (bound.isEmpty ? "" : " at \(bound)")
  }

  static func notes(on entry: FormulaReport.Entry) -> [String] {
    let forms = entry.forms
    var notes: [String] = []
    if forms.rows.contains(where: { $0.forms.contains { $0.value == nil } }) {
      notes.append("Exact: ⌊x⌋ rounds down.")
    }
    notes += forms.quantities.filter { $0.accumulator != .integer }.map {
      "\($0.key) adds in \($0.accumulator), which rounds its total; the formula is exact."
    }
    let axes = [forms.accepted.height, forms.accepted.width].compactMap { $0 }
      .filter { forms.symbols.contains($0.symbol) }
    if !axes.isEmpty {
      let accepted = axes.map(\.congruence).joined(separator: "; ")
      notes.append("Holds for the sizes that the network accepts: \(accepted).")
    }
    return notes + (entry.notes?.sentences ?? [])
  }
}
