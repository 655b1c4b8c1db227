import RLANetworks
import RLAReports
import Testing

/// The page about operators is made from the code.
@Suite struct OperatorsPageTests {
  @Test func `The page says what is known of every operator`() throws {
    let page = OperatorsReport().page
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == Set(OperatorCatalog.kinds.map(\.name)).count + 2)
    for row in [
      "| Convolution | Conv | product | yes | yes | yes |",
      "| Equal | Equal | arithmetic | yes | yes |  |",
      "| NonZero | NonZero | movement | yes | yes |  |",
      "| Loop | Loop | control | yes |  |  |",
    ] {
      #expect(rows.contains { $0 == row }, "\(row)")
    }
    try Golden.check(page, "../Docs/Operators.md")
  }
}
