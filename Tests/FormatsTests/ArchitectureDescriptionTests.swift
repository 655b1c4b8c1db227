import Foundation
import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct ArchitectureDescriptionTests {
  private func architecture(_ text: String) throws -> any Architecture {
    try ArchitectureDescription.read(text, name: "test")
  }

  private func failure(_ text: String) -> DescriptionFailure? {
    do {
      _ = try ArchitectureDescription.read(text, name: "test")
      return nil
    } catch {
      return error
    }
  }

  @Test func `The seeds of the fuzzers describe networks, which mutations then break`() throws {
    let folder = Fixture.root.appending(path: "Fuzz/architectures")
    let seeds = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(!seeds.isEmpty)
    for seed in seeds {
      let text = try String(contentsOf: seed, encoding: .utf8)
      let network = try architecture(text).network
      #expect(throws: Never.self) { try InferredShapes(network, input: [1, 3, 64, 64]) }
    }
  }

  @Test func `A description of a published network is that network`() throws {
    let cases = [
      ("backbone: resnet\ndepths: [3, 4, 6, 3]", "resnet50"),
      ("backbone: resnet\ndepths: [3, 4, 6, 3]\nrecurrence: {}", "rla_resnet50"),
      ("backbone: resnet\ndepths: [3, 4, 6, 3]\naggregation: {kind: rla}", "rla_resnet50"),
      (
        "backbone: resnet\ndepths: [3, 4, 6, 3]\naggregation: {kind: mrla-light}", "resnet50_mrlal"
      ),
      (
        "backbone: resnet\ndepths: [3, 4, 23, 3]\ngroups: 32\nwidth-per-group: 4\n"
          + "attention: {kind: eca, kernels: [5, 5, 5, 7]}\nrecurrence: {variant: rla}",
        "rla_resnext101_32x4d_eca"
      ),
      (
        "backbone: resnet\ndepths: [3, 4, 6, 3]\nrecurrence: {variant: lstm}", "rlalstm_resnet50"
      ),
      ("backbone: mobilenetv2", "mobilenet_v2"),
      (
        "{\"backbone\": \"mobilenetv2\", \"recurrence\": {\"variant\": \"dsrla\"}}",
        "dsrla_mobilenetv2"
      ),
    ]
    for (text, name) in cases {
      let described = try architecture(text).network
      let published = try #require(Catalog.entry(named: name)).architecture().network
      #expect(
        described.stateDictionary.map { "\($0.name) \($0.weight.shape)" }
          == published.stateDictionary.map { "\($0.name) \($0.weight.shape)" }, "\(name)")
      #expect(described.nodes.count == published.nodes.count)
    }
  }

  @Test func `There are five examples`() throws {
    #expect(try Fixture.names(in: "Architectures").count == 5)
  }

  @Test(arguments: try Fixture.names(in: "Architectures"))
  func `Every example is read`(name: String) throws {
    let url = try #require(
      try FileManager.default.contentsOfDirectory(
        at: Fixture.root.appending(path: "Architectures"), includingPropertiesForKeys: nil
      ).first { $0.lastPathComponent.hasPrefix(name) })
    let network = try architecture(String(contentsOf: url, encoding: .utf8)).network
    #expect(network.parameterCount.value ?? 0 > 0)
  }

  @Test(arguments: [
    (
      "backbone: resnt", 1,
      DescriptionFailure.Reason.unknownChoice(
        key: "backbone", value: "resnt", choices: ["resnet", "mobilenetv2"])
    ),
    ("backbone: resnet", 1, .missingKey("depths")),
    (
      "backbone: resnet\ndepths: []", 2,
      .unexpected(
        key: "depths", expected: .wholeNumbers, found: .list(0))
    ),
    (
      "backbone: resnet\ndepths: [1, 2, 3, x]", 2,
      .unexpected(
        key: "depths", expected: .wholeNumber, found: .value("x"))
    ),
    (
      "backbone: resnet\ndepths: [1, 2, 3, 0]", 2,
      .outOfRange(
        key: "depths", value: 0, allowed: 1...1_000_000)
    ),
    (
      "backbone: resnet\ndepths: [1, 2, 3]", 2,
      .wrongCount(
        key: "depths", expected: 4, actual: 3, of: .stages)
    ),
    (
      "backbone: resnet\ndepths: [1, 1]\nplanes: [8]", 3,
      .wrongCount(
        key: "planes", expected: 2, actual: 1, of: .stages)
    ),
    (
      "backbone: mobilenetv2\nrecurrence:\n  source: shortcut", 3,
      .conflict(.noShortcut)
    ),
    (
      "- 1\n- 2", 1,
      .unexpected(
        key: "the file", expected: .members, found: .list(2))
    ),
  ])
  func `A mistake is answered with its line`(
    text: String, line: Int, reason: DescriptionFailure.Reason
  ) {
    #expect(failure(text)?.line == line)
    #expect(failure(text)?.reason == reason)
  }

  @Test func `A described detector is the published one, and takes only its own keys`() throws {
    let text = "backbone: resnet\ndepths: [3, 4, 6, 3]\nrecurrence: {}\n"
    let described = try architecture(text + "detector: {kind: retinanet}").network
    let published = try #require(Catalog.entry(named: "RetinaNet_resnet50_rla"))
      .architecture().network
    #expect(
      described.stateDictionary.map { "\($0.name) \($0.weight.shape)" }
        == published.stateDictionary.map { "\($0.name) \($0.weight.shape)" })
    #expect(
      failure(text + "detector:\n  kind: retinanet\n  proposals: 5")?.reason
        == .conflict(.inapplicable(key: "proposals", to: "retinanet")))
    #expect(failure(text + "detector: {anchors: 3}")?.reason == .missingKey("kind"))
    #expect(
      failure("backbone: resnet\ndepths: [1]\nplanes: [8]\ndetector: {kind: retinanet}")?.reason
        == .conflict(.strides(expected: [4, 8, 16, 32], found: [4])))
  }

  @Test func `A detector takes any backbone that gives a pyramid`() throws {
    let text = "backbone: mobilenetv2\nrecurrence: {variant: dsrla, channels: 12}\n"
    let detector = try architecture(text + "detector: {kind: faster-rcnn}")
    #expect(detector.stateChannels == 12)
    let state = detector.network.stateDictionary
    let shapes = Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.weight.shape) })
    for (level, channels) in [24, 32, 96, 320].enumerated() {
      #expect(shapes["neck.lateral_convs.\(level).conv.weight"] == [256, Dim(channels), 1, 1])
    }
    let classifier = try architecture(text).network.stateDictionary
    let trunk = classifier.filter { entry in
      !["conv2.", "bn2.", "classifier."].contains { entry.name.hasPrefix($0) }
    }
    #expect(
      state.map(\.name).filter { $0.hasPrefix("backbone.") }
        == trunk.map { "backbone.\($0.name)" })
  }

  /// Parameters and multiply-adds at 224x224 of torchvision's `ResNet`, torch 2.13.0, as
  /// `numel` and FlopCounterMode give them.
  @Test(arguments: [
    ("block: basic\ndepths: [2, 2, 2, 2]", 11_689_512, 1_814_073_344),
    ("block: basic\ndepths: [3, 4, 6, 3]", 21_797_672, 3_663_761_408),
    (
      "depths: [3, 4, 6, 3]\nreplace-stride-with-dilation: [false, true, true]", 25_557_032,
      19_079_364_608
    ),
    ("depths: [3, 4, 6, 3]\noutput-stride: 8", 25_557_032, 19_079_364_608),
    (
      "depths: [3, 4, 6, 3]\noutput-stride: 16\ninput-channels: 1", 25_550_760, 6_129_942_528
    ),
  ])
  func `Basic blocks, dilation and input channels are those of torchvision`(
    text: String, parameters: Int, macs: Int
  ) throws {
    let network = try architecture("backbone: resnet\n" + text).network
    #expect(network.parameterCount.value == parameters)
    let channels = try #require(network.imageChannels)
    let shapes = try InferredShapes(network, input: [1, channels, 224, 224])
    let count = Convention.macs.measures[0].count(Profile(shapes).total.tally)
    #expect(count.value == macs)
  }

  @Test(arguments: [
    ("block: basic\ngroups: 2", 4, DescriptionFailure.Conflict.basicBlocks(key: "groups")),
    (
      "block: basic\noutput-stride: 8", 4,
      .basicBlocks(key: "output-stride")
    ),
    (
      "output-stride: 8\nreplace-stride-with-dilation: [true, true, true]", 3,
      .synonyms("output-stride", "replace-stride-with-dilation")
    ),
  ])
  func `What a block cannot have is refused`(
    text: String, line: Int, reason: DescriptionFailure.Conflict
  ) {
    let text = "backbone: resnet\ndepths: [1, 1, 1, 1]\n" + text
    #expect(failure(text)?.line == line)
    #expect(failure(text)?.reason == .conflict(reason))
  }

  @Test func `A dilation has its own mistakes`() {
    let text = "backbone: resnet\ndepths: [1, 1, 1, 1]\n"
    #expect(
      failure(text + "output-stride: 7")?.reason
        == .unknownChoice(key: "output-stride", value: "7", choices: ["4", "8", "16", "32"]))
    #expect(
      failure(text + "replace-stride-with-dilation: [true]")?.reason
        == .wrongCount(
          key: "replace-stride-with-dilation", expected: 3, actual: 1, of: .laterStages))
    #expect(failure(text + "replace-stride-with-dilation: [1, 2, 3]")?.line == 3)
  }

  @Test func `Adaptive kernels follow the rule of the paper`() throws {
    let text = "backbone: resnet\ndepths: [1, 1, 1, 1]\nattention: {kind: eca, kernels: "
    #expect(
      try architecture(text + "adaptive}").isEqual(to: architecture(text + "[5, 5, 5, 7]}")))
    for (channels, kernel) in [(16, 3), (64, 3), (96, 3), (128, 5), (512, 5), (1024, 5), (2048, 7)]
    {
      #expect(ChannelAttention.adaptiveKernel(channels: channels) == kernel, "\(channels)")
    }
  }

  @Test func `A byte order mark is not part of the text`() throws {
    for text in ["backbone: resnet\ndepths: [1,1,1,1]", "---\nbackbone: resnet\ndepths: [1,1,1,1]"]
    {
      #expect(try architecture("\u{FEFF}" + text).isEqual(to: architecture(text)))
    }
  }

  @Test func `Merged keys are there unless the mapping says otherwise`() throws {
    let text = "backbone: resnet\ndepths: [1, 1, 1, 1]\nattention:\n"
    let plain = try architecture(text + "  {kind: eca, kernels: 3}")
    for merged in [
      "  <<: {kind: eca}\n  kernels: 3", "  <<: {kind: eca, kernels: 5}\n  kernels: 3",
      "  <<: [{kernels: 3}, {kind: eca, kernels: 7}]",
      "  <<: {<<: {kind: eca}, kernels: 3}",
    ] {
      #expect(try architecture(text + merged).isEqual(to: plain), "\(merged)")
    }
    #expect(failure(text + "  <<: 3")?.line == 4)
    let bomb = (0..<9).reduce("{kernels: 3}") { inner, level in
      let aliases = Array(repeating: "*x\(level)", count: 9).joined(separator: ", ")
      return "{<<: [&x\(level) \(inner), \(aliases)]}"
    }
    #expect(
      failure(text + "  <<: \(bomb)\n  kind: eca")?.reason
        == .conflict(.tooManyMerges(limit: 100)))
  }

  @Test func `A key that stands twice is answered with the line of the second`() {
    let text = "backbone: resnet\ndepths: [1, 1, 1, 1]\n"
    let twice = "attention: {kind: eca, kernels: 3, kernels: 5}"
    #expect(failure(text + twice)?.line == 3)
    #expect(failure(text + twice)?.reason == .repeatedKeys(["kernels"]))
    #expect(failure(text + "classes: 3\n\"depths\" : [1]")?.line == 4)
    #expect(failure("attention: {kind: none, kernels: 3}\n" + text)?.line == 1)
  }

  @Test func `null leaves a key out`() throws {
    let text = #"{"backbone": "resnet", "depths": [1, 1, 1, 1]"#
    #expect(
      try architecture(text + #", "attention": null, "recurrence": null, "name": null}"#)
        .isEqual(to: architecture(text + "}")))
    #expect(try architecture(text + #", "name": "null"}"#).name == "null")
    #expect(failure(#"{"backbone": "resnet", "depths": null}"#)?.reason == .missingKey("depths"))
  }

  @Test func `Control characters are refused in names`() {
    let text = "backbone: resnet\ndepths: [1, 1, 1, 1]\n"
    #expect(failure(text + #"name: "a\x1b[31mred""#)?.line == 3)
  }

  @Test func `A wiring belongs to a recurrence`() throws {
    let text = "backbone: resnet\ndepths: [1, 1, 1, 1]\nwiring: paper\n"
    #expect(failure(text)?.line == 3)
    #expect(try architecture(text + "recurrence: {}").recurrence?.wiring == .paper)
  }

  @Test func `Keys of the other backbone and unknown keys are errors`() throws {
    for text in [
      "backbone: mobilenetv2\ndepths: [1, 1, 1, 1]", "backbone: mobilenetv2\nfoo: 1",
      "backbone: mobilenetv2\nrecurrence: {chanels: 3}",
    ] {
      let reason = try #require(failure(text)).reason
      guard case .unknownKey = reason else {
        Issue.record("\(reason)")
        continue
      }
    }
  }

  @Test func `No text makes the reader crash`() throws {
    let seed = try Fixture.text("Architectures/rla_resnext_gru.yaml")
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<1500 {
      var bytes = Array(seed.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[position] = UInt8.random(in: 9...126, using: &generator)
        case 1: bytes.remove(at: position)
        default: bytes.insert(UInt8.random(in: 32...126, using: &generator), at: position)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let described = try? ArchitectureDescription.read(text, name: "fuzz") else { continue }
      #expect(!described.name.isEmpty)
    }
  }
}
