import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct SymbolicCountTests {
  @Test(arguments: [
    "resnet50", "rla_resnet50_eca", "rlalstm_resnet50", "rlagru_resnet50", "rlaus_resnet50",
    "rla_resnext50_32x4d_se", "mobilenet_v2", "dsrla_mobilenetv2_eca", "rla_mobilenetv2",
  ])
  func `Closed forms equal concrete counts under every convention`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let isAggregated = entry.stateChannels == .free
    let general = try entry.architecture(
      stateChannels: isAggregated ? Dim(.stateChannels) : nil, classes: Dim(.classes)
    ).network
    let symbolic = Profile(
      try InferredShapes(general, input: [Dim(.batch), 3, Dim(.height), Dim(.width)])
    ).exactCounts()
    let accepted = try #require(try InferredShapes.acceptedSizes(of: general).height)
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<6 {
      var bindings: [Symbol: Int] = [
        .batch: .random(in: 1...5, using: &generator),
        .height: accepted.rounded(up: .random(in: 1...400, using: &generator)),
        .width: accepted.rounded(up: .random(in: 1...400, using: &generator)),
        .classes: .random(in: 1...2000, using: &generator),
      ]
      if isAggregated { bindings[.stateChannels] = .random(in: 1...70, using: &generator) }
      let concrete = try entry.architecture(
        stateChannels: bindings[.stateChannels].map { Dim($0) },
        classes: bindings[.classes].map { Dim($0) }
      ).network
      let numbers = bindings.mapValues { Dim($0) }
      let input = Shape([Dim(.batch), 3, Dim(.height), Dim(.width)]).substituting(numbers)
      let counts = Profile(try InferredShapes(concrete, input: input)).exactCounts()
      for (key, count) in counts {
        #expect(try symbolic[key]?.evaluated(at: bindings) == count.value, "\(key) \(bindings)")
      }
    }
  }

  @Test func `MACs of RLA-ResNet-50 are one number per 32x32 pixels and the classifier`() throws {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    let symbolic = try InferredShapes(
      network, input: [Dim(.batch), 3, Dim(.height) * 32, Dim(.width) * 32])
    let macs = Profile(symbolic).counts([.macs])["macs"]
    #expect(macs.map { "\($0)" } == "90868736·N·H·W + 2080000·N")
  }

  @Test func `Counts that ignore the batch stay, the others grow with it`() throws {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    func counts(_ batch: Dim) throws -> [String: Dim] {
      Profile(try InferredShapes(network, input: [batch, 3, 64, 64])).counts()
    }
    let (one, four) = (try counts(1), try counts(4))
    let ignoring = one.keys.filter {
      $0.hasPrefix("mmcv") || $0.hasPrefix("mmdet") || $0.hasSuffix(":parameters")
    }
    for (key, value) in one where key != "ptflops-pytorch@0.7.5" {
      #expect(four[key] == (ignoring.contains(key) ? value : value * 4), "\(key)")
    }
    // Hooks divide by the batch, patched functions do not.
    let key = "ptflops-pytorch@0.7.5"
    let mixed = try #require(four[key]?.value)
    let single = try #require(one[key]?.value)
    #expect(mixed > single && mixed < single * 4)
  }
}
