import RLAAnalysis
import RLASymbolic
import RLAText

/// Closed forms as JSON.
struct FormulaJSON {
  let forms: ClosedForms
  let notes: FileNotes?

  var value: JSONValue {
    .document(
      [
        .init("model", .string(forms.model)),
        .init("symbols", .array(forms.symbols.map { .string($0.name) })),
        .init("at", .object(forms.bound.map { .init($0.symbol.name, .integer($0.value)) })),
        .init("accepted_height", accepted(forms.accepted.height)),
        .init("accepted_width", accepted(forms.accepted.width)),
        .init("rows", .array(forms.rows.map(row))),
      ] + (notes?.members ?? []))
  }

  private func accepted(_ sizes: AcceptedSizes?) -> JSONValue {
    sizes.map { JSONValue($0) } ?? .null
  }

  private func row(_ row: ClosedForms.Row) -> JSONValue {
    [
      "name": .string(row.name),
      "formulas": .object(
        zip(forms.quantities, row.forms).map { quantity, form in
          JSONValue.Member(quantity.key, formula(quantity, form))
        }),
    ]
  }

  private func formula(_ quantity: ClosedForms.Quantity, _ form: Dim) -> JSONValue {
    let simplified = ClosedForms.simplified(form)
    return [
      "unit": .string(quantity.unit),
      "value": form.value.map { .integer($0) } ?? .null,
      "text": .string(form.written(in: .text)),
      "latex": .string(form.written(in: .latex)),
      "python": .string(form.written(in: .python)),
      "swift": .string(form.written(in: .swift)),
      "multiples": simplified.map {
        [
          "of": .integer($0.factor), "text": .string($0.written(in: .text)),
          "latex": .string($0.written(in: .latex)),
        ]
      } ?? .null,
    ]
  }
}

extension JSONValue {
  /// Accepted sizes of an axis as a congruence.
  init(_ sizes: AcceptedSizes) {
    self = [
      "modulus": .integer(sizes.period),
      "residues": .array(sizes.residues.map { .integer($0) }),
      "minimum": .integer(sizes.minimum),
      "maximum": sizes.maximum.map { .integer($0) } ?? .null,
    ]
  }
}
