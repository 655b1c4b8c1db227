import Foundation
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct ClosedFormTests {
  private static let quantities: [ClosedForms.Quantity] =
    [.parameters] + Convention.all.flatMap(\.measures).map { .counted($0) } + [.activationBytes]

  private func general(_ entry: CatalogEntry) throws -> Profile {
    let hasState = entry.stateChannels == .free
    let network = try entry.architecture(
      stateChannels: hasState ? Dim(.stateChannels) : nil, classes: Dim(.classes)
    ).network
    return Profile(
      try InferredShapes(network, input: [Dim(.batch), 3, Dim(.height), Dim(.width)]))
  }

  /// An accepted input with its other symbols; every fourth time multiples of 32.
  private func point(
    _ round: Int, _ accepted: AcceptedSizes, hasState: Bool, _ generator: inout SeededGenerator
  ) -> [Symbol: Int] {
    func size() -> Int {
      let wanted = Int.random(in: 1...300, using: &generator)
      return round.isMultiple(of: 4) ? wanted / 8 * 32 + 32 : accepted.rounded(up: wanted)
    }
    var bindings: [Symbol: Int] = [
      .batch: .random(in: 1...5, using: &generator), .height: size(), .width: size(),
      .classes: .random(in: 1...2000, using: &generator),
    ]
    if hasState { bindings[.stateChannels] = .random(in: 1...70, using: &generator) }
    return bindings
  }

  @Test(arguments: [
    "resnet50", "rla_resnet50", "rla_resnet50_eca", "rlagru_resnet50", "mobilenet_v2",
    "dsrla_mobilenetv2", "rla_resnext50_32x4d_se",
  ])
  func `Printed formulas give the integers of the concrete pass`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let hasState = entry.stateChannels == .free
    let profile = try general(entry)
    let whole = try #require(
      ClosedForms(profile, by: nil, Self.quantities).rows.last)
    let accepted = try #require(AcceptedSizes(.height, profile.shapes.assumptions))
    var generator = SeededGenerator(seed: 64)
    for round in 0..<40 {
      let bindings = point(round, accepted, hasState: hasState, &generator)
      func dim(_ symbol: Symbol) -> Dim { Dim(bindings[symbol] ?? 0) }
      let network = try entry.architecture(
        stateChannels: hasState ? dim(.stateChannels) : nil, classes: dim(.classes)
      ).network
      let concrete = Profile(
        try InferredShapes(network, input: [dim(.batch), 3, dim(.height), dim(.width)]))
      let names = Dictionary(uniqueKeysWithValues: bindings.map { ($0.name, $1) })
      for (quantity, form) in zip(Self.quantities, whole.forms) {
        let value = quantity.form(concrete.total).value
        let (python, swift) = (form.written(in: .python), form.written(in: .swift))
        #expect(PrintedFormula.value(of: python, in: .python, at: names) == value)
        #expect(PrintedFormula.value(of: swift, in: .swift, at: names) == value)
        guard round.isMultiple(of: 4) else { continue }
        let simplified = try #require(
          MultipleForm(form, multiplesOf: 32, in: [.height, .width]))
        #expect(try simplified.evaluated(at: bindings) == value, "\(quantity.key)")
      }
    }
  }

  @Test(arguments: [Grouping.stages, .parts, .operators])
  func `The formulas of rows add up to that of the whole`(grouping: Grouping) throws {
    for name in ["rla_resnet50", "rlalstm_resnet50", "dsrla_mobilenetv2_eca"] {
      let entry = try #require(Catalog.entry(named: name))
      let set = ClosedForms(try general(entry), by: grouping, Self.quantities)
      let whole = try #require(set.rows.last)
      for index in Self.quantities.indices {
        let sum = set.rows.dropLast().reduce(Dim(0)) { $0 + $1.forms[index] }
        // Divided by the batch, what tools see of a part need not be whole; no such row here.
        #expect(sum == whole.forms[index], "\(name) \(Self.quantities[index].key)")
      }
    }
  }

  @Test func `The simplified MACs of RLA-ResNet-50 have fractions in lowest terms`() throws {
    let entry = try #require(Catalog.entry(named: "rla_resnet50"))
    let set = ClosedForms(try general(entry), by: nil, [.counted(Convention.macs.measures[0])])
    let whole = try #require(set.rows.last)
    let form = try #require(
      MultipleForm(whole.forms[0], multiplesOf: 32, in: [.height, .width]))
    #expect(
      form.written(in: .text)
        == "2547/1024·N·H·W·k^2 + 148·N·H·W·k + 81456·N·H·W + N·classes·k + 2048·N·classes")
  }
}
