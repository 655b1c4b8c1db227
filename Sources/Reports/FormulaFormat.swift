/// How formulas are written.
package enum FormulaFormat: String, CaseIterable, Sendable {
  case text
  case latex
  case json
  case python
  case swift
}
