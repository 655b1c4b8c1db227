import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// What mmdetection 2.10, mmcv 1.2.7 and thop 0.1.1 print for a detector.
struct DetectorReference: Decodable {
  struct Part: Decodable {
    let params: Int
    let flops: Int

    enum CodingKeys: String, CodingKey {
      case params
      case flops = "mmcv_flops"
    }
  }

  let parameters: Int
  let trainable: Int
  let flops: Int
  let parts: [String: Part]
  let pureMACs: Int
  let thopMACs: Int
  let thopParameters: Int
  let plainThopMACs: Int?
  let thopParts: [String: [Int]]
  let backboneMaps: [[Int]]
  let neckMaps: [[Int]]
  let flopsByModuleType: [String: Int]

  enum CodingKeys: String, CodingKey {
    case parameters = "params_total"
    case trainable = "params_trainable"
    case flops = "mmcv_flops"
    case parts
    case pureMACs = "pure_macs_total"
    case thopMACs = "thop_macs"
    case thopParameters = "thop_params"
    case plainThopMACs = "thop_macs_if_plain_nn_layers"
    case thopParts = "thop_parts"
    case backboneMaps = "backbone_outs"
    case neckMaps = "neck_outs"
    case flopsByModuleType = "mmcv_flops_by_module_type"
  }
}

@Suite struct DetectorTests {
  static let reference =
    (try? Fixture.json(
      "Reference/detectors.json", as: [String: DetectorReference].self)) ?? [:]

  private func profile(
    _ architecture: any Architecture, input: Shape = [1, 3, 1280, 800]
  ) throws -> Profile {
    let network = architecture.network
    return Profile(
      try InferredShapes(network, input: input), frozenLayers: network.frozenLayers)
  }

  /// Without it, a file that cannot be read would leave the others no case to fail in.
  @Test func `Sixteen detectors have their integers`() {
    #expect(Self.reference.count == 16)
  }

  @Test(arguments: reference.keys.sorted())
  func `Totals, parts and operator types equal those of the tools`(name: String) throws {
    let expected = try #require(Self.reference[name])
    let architecture = try #require(Catalog.entry(named: name)).architecture()
    let profile = try profile(architecture)
    let counts = profile.counts()
    #expect(profile.network.parameterCount.value == expected.parameters)
    #expect(profile.trainedParameterCount.value == expected.trainable)
    #expect(counts["mmcv@1.2.7"]?.value == expected.flops)
    #expect(counts["mmcv@1.2.7:parameters"]?.value == expected.trainable)
    #expect(counts["macs"]?.value == expected.pureMACs)
    #expect(counts["torch-flop-counter@2.13:forward"]?.value == expected.pureMACs * 2)
    #expect(counts["thop@0.1.1"]?.value == expected.thopMACs)
    #expect(counts["thop@0.1.1:parameters"]?.value == expected.thopParameters)
    let plain = expected.plainThopMACs ?? expected.thopMACs
    #expect(counts["thop-plain@0.1.1"]?.value == plain)

    let mmcv = try #require(Convention.mmcv.measures.first)
    let thop = try #require(Convention.thopCurrent.measures.first)
    let rows = Breakdown(profile, by: .modules(depth: 2)).rows
    for (part, figures) in expected.parts where figures.flops > 0 {
      let row = try #require(rows.first { $0.name == part })
      #expect(row.metrics.parameters.value == figures.params, "\(part)")
      #expect(mmcv.count(row.metrics.tally).value == figures.flops, "\(part)")
      #expect(thop.count(row.metrics.tally).value == expected.thopParts[part]?[0], "\(part)")
    }
    var byType: [String: Int] = [:]
    for (key, work) in profile.total.tally.sums {
      byType[key.kind.name, default: 0] += mmcv.count(work, for: key, batch: 1).value ?? 0
    }
    let types = expected.flopsByModuleType.reduce(into: [String: Int]()) {
      $0[Self.kind(of: $1.key), default: 0] += $1.value
    }
    #expect(byType.filter { $0.value > 0 } == types)
  }

  private static func kind(of torchName: String) -> String {
    switch torchName.split(separator: ".").last {
    case "Conv1d", "Conv2d": Convolution.kind.name
    case "ConvTranspose2d": TransposedConvolution.kind.name
    case "BatchNorm2d": BatchNormalization.kind.name
    case "ReLU": OperatorKind.relu.name
    case "MaxPool2d": OperatorKind.maxPooling.name
    case "AvgPool2d": OperatorKind.averagePooling.name
    case "AdaptiveAvgPool2d": OperatorKind.globalAveragePooling.name
    default: String(torchName.split(separator: ".").last ?? "")
    }
  }

  @Test func `The last update of the state is unused and its norm gets no gradient`() throws {
    let architecture = try #require(Catalog.entry(named: "Mask_R-CNN_ecanet50_rla")).architecture()
    let dead = DeadWork(try profile(architecture))
    #expect(Convention.mmcv.measures.first?.count(dead.tally).value == 74_816_000)
    #expect(
      dead.idleParameters == ["backbone.stage_bns.3.2.weight", "backbone.stage_bns.3.2.bias"])
    let classifier = try #require(Catalog.entry(named: "rla_resnet50")).architecture()
    #expect(DeadWork(try profile(classifier, input: [1, 3, 64, 64])).nodes.isEmpty)
  }

  /// The published tables of ECA-Net print 275.58G and 44.18M.
  @Test func `mmdetection 1.x counts the background among the classes`() throws {
    let entry = try #require(Catalog.entry(named: "Mask_R-CNN_resnet50"))
    let counts = try profile(entry.architecture()).counts([.mmdetection, .mmcv])
    #expect(counts["mmdet@1"]?.value == 275_575_859_700)
    let boxes = 4 * (1024 + 1)
    let masks = 256 + 1
    #expect(
      counts["mmdet@1:parameters"]?.value
        == (counts["mmcv@1.2.7:parameters"]?.value ?? 0) + boxes + masks)
    var efficient = try #require(try entry.architecture() as? Detector)
    var backbone = try #require(efficient.backbone as? ResNet)
    backbone.attention = .efficient(kernels: [3, 5, 5, 7])
    efficient.backbone = backbone
    let parameters = try profile(efficient).counts([.mmdetection])["mmdet@1:parameters"]
    #expect(parameters?.value == 44_175_420)
  }

  @Test(arguments: ["Fast_R-CNN_resnet50_rla", "RetinaNet_ecanet50_rla", "Mask_R-CNN_resnet50"])
  func `Closed forms over size, batch and proposals equal concrete counts`(name: String) throws {
    var general = try #require(
      try Catalog.entry(named: name)?.architecture(classes: Dim(.classes)) as? Detector)
    let (regions, masks) = (Symbol("R"), Symbol("M"))
    general.proposals = Dim(regions)
    general.maskProposals = Dim(masks)
    let symbolic = try profile(
      general, input: [Dim(.batch), 3, Dim(.height), Dim(.width)])
    let forms = symbolic.exactCounts()
    for (batch, height, width) in [(1, 800, 1344), (2, 253, 415), (3, 64, 96)] {
      let bindings: [Symbol: Int] = [
        .batch: batch, .height: height, .width: width, .classes: 7, regions: 11, masks: 5,
      ]
      var concrete = try #require(
        try Catalog.entry(named: name)?.architecture(classes: 7) as? Detector)
      concrete.proposals = 11
      concrete.maskProposals = 5
      let profile = try profile(concrete, input: [Dim(batch), 3, Dim(height), Dim(width)])
      for (key, count) in profile.exactCounts() {
        #expect(try forms[key]?.evaluated(at: bindings) == count.value, "\(key)")
      }
    }
  }

  @Test func `RLA detectors refuse the sizes that their backbones refuse`() throws {
    let network = try #require(Catalog.entry(named: "RetinaNet_resnet50_rla"))
      .architecture().network
    let sizes = try #require(try InferredShapes.acceptedSizes(of: network).height)
    #expect(sizes.residues == [0, 29, 30, 31] && sizes.period == 32)
    let plain = try #require(Catalog.entry(named: "RetinaNet_resnet50")).architecture().network
    #expect(try InferredShapes.acceptedSizes(of: plain).height?.period == 1)
  }

  @Test func `Maps have the published sizes`() throws {
    let expected = try #require(Self.reference["RetinaNet_resnet50_rla"])
    let architecture = try #require(Catalog.entry(named: "RetinaNet_resnet50_rla")).architecture()
    let shapes = try profile(architecture).shapes
    let made = Set(shapes.facts.compactMap(\.shape.values))
    for map in expected.neckMaps + expected.backboneMaps { #expect(made.contains(map)) }
  }
}
