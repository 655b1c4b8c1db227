import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

@Suite struct ConventionTests {
  @Test func `Ids and keys are distinct`() {
    let keys = Convention.all.flatMap(\.measures).map(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(Set(Convention.all.map(\.id)).count == Convention.all.count)
    for convention in Convention.all {
      #expect(Convention.named(convention.id.uppercased())?.id == convention.id)
      #expect(!convention.summary.isEmpty && !convention.source.isEmpty)
    }
  }

  @Test func `A wrong version suggests the versions of the same tool first`() {
    #expect(Convention.suggestions(for: "thop@1.0").prefix(2).allSatisfy { $0.hasPrefix("thop@") })
    #expect(Convention.named("thop") == nil)
  }

  @Test func `mmcv counts what the specification derives`() throws {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    let shapes = try InferredShapes(network, input: [1, 3, 224, 224])
    #expect(Profile(shapes).counts()["mmcv@1.2.7"] == 4_488_413_376)
  }

  /// What thop 0.0.22 prints, and the published rows in powers of 1024.
  @Test(arguments: [
    ("resnet50", nil, 4_142_713_856, "3.86G", 25_557_032, "24.37M"),
    ("resnet50", [3, 5, 5, 7], 4_148_334_592, "3.86G", 25_557_112, "24.37M"),
    ("resnet101", [3, 3, 5, 7], 7_887_951_872, "7.35G", 44_549_317, "42.49M"),
    ("resnet152", [3, 3, 5, 7], 11_633_979_392, "10.83G", 60_193_042, "57.40M"),
  ])
  func `The published table of ECA-Net is thop of 2019`(
    name: String, kernels: [Int]?, flops: Int, printedFLOPs: String, parameters: Int,
    printedParameters: String
  ) throws {
    var model = try #require(try Catalog.entry(named: name)?.architecture() as? ResNet)
    if let kernels { model.attention = .efficient(kernels: kernels) }
    let profile = Profile(try InferredShapes(model.network, input: [1, 3, 224, 224]))
    let counts = profile.counts([.thop2019])
    #expect(counts["thop@2019"]?.value == flops)
    #expect(counts["thop@2019:parameters"]?.value == parameters)
    #expect(printed(flops, printedFLOPs) == printedFLOPs)
    #expect(printed(parameters, printedParameters) == printedParameters)
  }

  @Test func `float32 keeps 24 significant bits, and integers all`() {
    #expect(Accumulator.float32.rounded(4_142_713_880) == 4_142_713_856)
    #expect(Accumulator.float32.rounded(1 << 24 + 1) == 1 << 24)
    #expect(Accumulator.float32.rounded(1 << 24 - 1) == 1 << 24 - 1)
    #expect(Accumulator.float32.rounded(.max) == .max)
    #expect(Accumulator.integer.rounded(4_142_713_880) == 4_142_713_880)
  }

  @Test func `The published table is thop 0.0.31 in powers of 1024`() throws {
    var rows = 0
    for entry in Catalog.entries {
      guard let published = entry.published, published.table == .rlaNet else { continue }
      rows += 1
      let network = try entry.architecture().network
      let shapes = try InferredShapes(network, input: [1, 3, 224, 224])
      let count = Profile(shapes).counts()["thop@0.0.31"]
      let flops = try #require(count?.value)
      let parameters = try #require(network.parameterCount.value)
      let rowParameters = try #require(published.parameters)
      let rowFlops = try #require(published.flops)
      #expect(printed(parameters, rowParameters) == rowParameters)
      #expect(printed(flops, rowFlops) == rowFlops)
    }
    #expect(rows == 6)
  }

  /// A number in the binary unit and with the decimals of `example`.
  private func printed(_ value: Int, _ example: String) -> String {
    let divisor = example.hasSuffix("G") ? Double(1 << 30) : Double(1 << 20)
    let decimals = example.split(separator: ".").last.map { $0.count - 1 } ?? 0
    let scale = decimals == 1 ? 10.0 : 100
    let digits = String(Int((Double(value) / divisor * scale).rounded()))
    return "\(digits.dropLast(decimals)).\(digits.suffix(decimals))\(example.suffix(1))"
  }
}
