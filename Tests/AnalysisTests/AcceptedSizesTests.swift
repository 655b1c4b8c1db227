import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

@Suite struct AcceptedSizesTests {
  @Test func `RLA ResNets accept four of 32 sizes, RLA MobileNets two, plain networks all`() throws
  {
    for entry in Catalog.entries {
      let network = try entry.architecture().network
      let (height, width) = try InferredShapes.acceptedSizes(of: network)
      let sizes = try #require(height)
      #expect(sizes.residues == width?.residues)
      // Positions are learned for one size, which the published code asserts.
      let isOneSize = sizes.minimum == 224 && sizes.maximum == 224
      #expect(isOneSize == (entry.definition is DeiT), "\(entry.name)")
      if sizes.maximum != nil { continue }
      if entry.definition.recurrence == nil {
        // The windows of DenseNets and Xceptions must fit.
        let xception = entry.definition as? Xception
        let isPadded =
          !(entry.definition is DenseNet) && (xception.map { $0.code == .cifar } ?? true)
        #expect(sizes.period == 1 && (sizes.minimum == 1) == isPadded, "\(entry.name)")
      } else if entry.definition is MobileNetV2 {
        #expect(sizes.period == 32 && sizes.residues == [0, 31], "\(entry.name)")
        #expect(sizes.minimum == 31)
      } else {
        #expect(sizes.period == 32 && sizes.residues == [0, 29, 30, 31], "\(entry.name)")
        if !entry.isDetector { #expect(sizes.minimum == 29) }
      }
    }
  }

  @Test func `As many patches in another arrangement are not the image of the published code`()
    throws
  {
    for name in ["deit_mrlal_tiny_patch16_224", "deit_mrlab_small_patch16_224"] {
      let network = try #require(Catalog.entry(named: name)).architecture().network
      #expect(throws: Never.self) { try InferredShapes(network, input: [1, 3, 224, 224]) }
      // 196 patches each, and 14x14 of them with pixels that no patch covers.
      let refused: [(height: Dim, width: Dim)] = [(16, 3136), (112, 448), (225, 224), (224, 239)]
      for size in refused {
        let failure = #expect(throws: ShapeFailure.self) {
          try InferredShapes(network, input: [1, 3, size.height, size.width])
        }
        let (axis, actual) = size.height == 224 ? (3, size.width) : (2, size.height)
        #expect(failure?.mismatch == .unequal(axis: axis, actual, 224))
        #expect(failure?.path == "patch_embed.proj")
      }
    }
  }

  @Test(arguments: ["rla_resnet50", "rlav2_resnet50", "rlalstm_resnet50", "rla_mobilenetv2"])
  func `The derived sizes are those at which inference succeeds`(name: String) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let sizes = try #require(try InferredShapes.acceptedSizes(of: network).height)
    for size in 1...140 {
      let succeeds = (try? InferredShapes(network, input: [1, 3, Dim(size), 64])) != nil
      #expect(sizes.contains(size) == succeeds, "\(size)")
    }
    #expect(sizes.nearest(to: 225) == (name == "rla_mobilenetv2" ? (224, 255) : (224, 253)))
    #expect(sizes.nearest(to: 3).below == nil)
  }

  @Test(arguments: ["cifar_resnet20", "cifar_rla_ecanet56"])
  func `The sizes end where the last window would fit twice`(name: String) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let sizes = try #require(try InferredShapes.acceptedSizes(of: network).height)
    #expect(sizes.minimum == (name == "cifar_resnet20" ? 29 : 32) && sizes.maximum == 60)
    #expect(sizes.period == (name == "cifar_resnet20" ? 1 : 4))
    for size in 1...140 {
      let succeeds = (try? InferredShapes(network, input: [1, 3, Dim(size), 32])) != nil
      #expect(sizes.contains(size) == succeeds, "\(size)")
    }
  }

  @Test func `Six assumptions are recorded, three an axis, and none at multiples of 32`() throws {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    let symbolic = try InferredShapes(
      network, input: [Dim(.batch), 3, Dim(.height), Dim(.width)])
    let equalities = symbolic.assumptions.filter {
      if case .equal = $0.assumption { true } else { false }
    }
    #expect(equalities.count == 6)
    let multiple = try InferredShapes(
      network, input: [Dim(.batch), 3, Dim(.height) * 32, Dim(.width) * 32])
    #expect(multiple.assumptions.isEmpty)
  }

  @Test func `One size that bounds another accepts what it holds for`() throws {
    let h = Dim(.height)
    let half = h.floorDivided(by: 2)
    let bounded = try #require(AcceptedSizes(.height, [Assumption.atLeast(h, half + 100)]))
    #expect(bounded.minimum == 199 && bounded.period == 1)
    let even = try #require(
      AcceptedSizes(.height, [Assumption.atLeast(half * 2, h), .atLeast(h, 5)]))
    #expect(even.residues == [0] && even.period == 2 && even.minimum == 6)
    let ending = try #require(AcceptedSizes(.height, [Assumption.atLeast(half, h - 100)]))
    #expect(ending.minimum == 1 && ending.maximum == 200 && ending.period == 1)
    #expect(ending.nearest(to: 300) == (200, nil) && ending.rounded(up: 300) == 200)
    let one = try #require(AcceptedSizes(.height, [.equal(h, 224)]))
    #expect(one.minimum == 224 && one.maximum == 224 && one.nearest(to: 7) == (nil, 224))
  }

  @Test func `What is periodic only beyond every image, or never, has no accepted sizes`() {
    let h = Dim(.height)
    for assumption: Assumption in [
      .positive(h - 1_000_000_000_000), .atLeast(h, .init(.max)), .equal(h, 0),
      .equal(h * h, h.floorDivided(by: 7) * h.floorDivided(by: 7) * 49),
      .atLeast(h, Dim(.max) + 1),
    ] {
      #expect(AcceptedSizes(.height, [assumption]) == nil, "\(assumption)")
    }
  }

  @Test(arguments: [
    ("rla_resnet50", 45...48), ("rla_resnet50", 21...24),
    ("rla_mobilenetv2", 23...24), ("rla_mobilenetv2", 47...48),
  ])
  func `Accidental sizes are refused and recognized`(name: String, sizes: ClosedRange<Int>) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    for size in sizes {
      let input: Shape = [1, 3, Dim(size), Dim(size)]
      #expect(throws: ShapeFailure.self, "\(size)") { try InferredShapes(network, input: input) }
      #expect(InferredShapes.runsByStretching(network, input: input), "\(size)")
    }
    // 21x200 stretches one axis and fails on the other; 9 and 12 fail in a later stage.
    for (height, width) in [(225, 225), (9, 9), (12, 12), (21, 200)] {
      let input: Shape = [1, 3, Dim(height), Dim(width)]
      #expect(!InferredShapes.runsByStretching(network, input: input), "\(height)x\(width)")
    }
  }

  @Test func `A channel mismatch names the layer and both numbers`() throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let failure = #expect(throws: ShapeFailure.self) {
      try InferredShapes(network, input: [1, 4, 64, 64])
    }
    #expect(failure?.path == "conv1")
    #expect(failure?.mismatch == .channels(expected: 3, actual: 4))
  }
}
