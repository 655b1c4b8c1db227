import RLAAnalysis
import RLASymbolic

/// Closed forms as functions that compute the same integers.
struct FormulaCode {
  enum Language {
    case python
    case swift
  }

  let entry: FormulaReport.Entry
  /// Whether no other network stands beside it.
  let isOne: Bool
  let language: Language

  private var forms: ClosedForms { entry.forms }

  var text: String {
    let notes = [FormulaText.title(of: forms)] + FormulaText.notes(on: entry)
    var blocks = [notes.map { comment + $0 }.joined(separator: "\n")]
    for row in forms.rows {
      for (quantity, form) in zip(forms.quantities, row.forms) {
        let places = (isOne ? [] : [forms.model]) + (forms.rows.count == 1 ? [] : [row.name])
        let name = (places + [quantity.key]).joined(separator: "_")
        blocks.append(function(name, "\(quantity.key) of \(row.name): \(quantity.unit).", form))
        guard let simplified = ClosedForms.simplified(form), let ratio = simplified.wholeRatio
        else {
          continue
        }
        let condition = "For height and width that are multiples of \(simplified.factor)."
        blocks.append(
          function(
            "\(name)_multiples", condition, ratio.numerator, dividedBy: ratio.denominator))
      }
    }
    return blocks.joined(separator: language == .python ? "\n\n\n" : "\n\n") + "\n"
  }

  private var comment: String { language == .python ? "# " : "// " }

  private func function(
    _ name: String, _ summary: String, _ form: Dim, dividedBy divisor: Int = 1
  ) -> String {
    switch language {
    case .python: python(Self.identifier(name), summary, form, divisor)
    case .swift: swift(Self.identifier(name), summary, form, divisor)
    }
  }

  private func python(
    _ name: String, _ summary: String, _ form: Dim, _ divisor: Int
  ) -> String {
    let arguments = forms.symbols.map(\.name).joined(separator: ", ")
    let terms = form.writtenTerms(in: .python).enumerated().map { index, term in
      "        \(term.isNegative ? "- " : index == 0 ? "" : "+ ")\(term.text)"
    }
    let ending = divisor == 1 ? "" : " // \(divisor)"
    let lines =
      ["def \(name)(\(arguments)):", "    \"\"\"\(summary)\"\"\"", "    return ("] + terms
      + ["    )\(ending)"]
    return lines.joined(separator: "\n")
  }

  /// One statement for each term: a compiler takes long over the types of a long sum.
  private func swift(
    _ name: String, _ summary: String, _ form: Dim, _ divisor: Int
  ) -> String {
    let parameters = forms.symbols.map { "\($0): Int" }.joined(separator: ", ")
    let terms = form.writtenTerms(in: .swift).map { term in
      "  sum \(term.isNegative ? "-=" : "+=") \(term.text)"
    }
    let ending = divisor == 1 ? "" : " / \(divisor)"
    let lines =
      ["/// \(summary)", "func \(name)(\(parameters)) -> Int {", "  var sum = 0"] + terms
      + ["  return sum\(ending)", "}"]
    return lines.joined(separator: "\n")
  }

  /// A name that both languages take.
  static func identifier(_ name: String) -> String {
    let letters = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    let text = String(letters)
    return text.first?.isNumber == true ? "_\(text)" : text
  }
}
