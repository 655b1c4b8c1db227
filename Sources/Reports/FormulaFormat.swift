/// How formulas are written.
public enum FormulaFormat: String, CaseIterable, Sendable {
  case text
  case latex
  case json
  case python
  case swift
}
