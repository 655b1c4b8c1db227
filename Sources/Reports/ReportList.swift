package import RLAText

/// Reports on the networks that a command was given, one after the other.
package struct ReportList: Sendable {
  /// The report on one network in its two forms.
  package struct Part: Sendable {
    /// The network, where the rows of several stand in one table.
    package let name: String
    package let table: Table
    package let json: JSONValue

    package init(name: String, table: Table, json: JSONValue) {
      self.name = name
      self.table = table
      self.json = json
    }
  }

  private let parts: [Part]
  private let isList: Bool

  /// - Parameters:
  ///   - parts: The reports, at least one.
  ///   - isList: Whether several networks were asked for, even if only one gave a report.
  package init(_ parts: [Part], isList: Bool) {
    self.parts = parts
    self.isList = isList
  }

  /// A table for each network; as CSV one table with a column `model`, as JSON a list.
  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    if format == .json {
      return isList ? JSONValue.array(parts.map(\.json)).text : parts.map(\.json.text).joined()
    }
    if format == .csv, isList {
      return Table.stacked(parts.map { ($0.name, $0.table) }).text(.csv)
    }
    return parts.map { $0.table.text(format, on: page) }.joined(separator: "\n")
  }
}
