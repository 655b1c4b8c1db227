import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

/// A family that no list of the library names.
private struct TwoScales: PyramidBackbone {
  var name = "two_scales"
  var classes: Dim = 10
  var width: Dim = 8

  var levels: [PyramidLevel] {
    [PyramidLevel(channels: width, stride: 2), PyramidLevel(channels: width * 2, stride: 4)]
  }

  func trunk(in scope: Scope, frozenStages: Int) -> (Value) -> [Value] {
    let fine = scope.layer("fine", Convolution(3, width, .same(3, stride: 2)))
    let coarse = scope.layer("coarse", Convolution(width, width * 2, .same(3, stride: 2)))
    return { image in
      let x = fine(image)
      return [x, coarse(x)]
    }
  }

  var network: Network {
    Network(name) { net, image in
      let trunk = trunk(in: net, frozenStages: 0)
      let fc = net.layer("fc", Linear(width * 2, classes, bias: true))
      let maps = trunk(image)
      return [fc(maps[1].globallyAveraged().reshaped(to: .vector))]
    }
  }

  static var catalog: [CatalogEntry] { [CatalogEntry(.init("Two scales"), TwoScales())] }
}

@Suite struct FamilyTests {
  @Test func `A family of one's own has the defaults of all`() throws {
    let entry = try #require(TwoScales.catalog.first)
    #expect(entry.name == "two_scales" && entry.stateChannels == .absent && !entry.isDetector)
    let model = try entry.architecture(classes: 7)
    #expect(model.standardInput == (224, 224))
    #expect(model.network.parameterCount == Dim(27 * 8 + 9 * 8 * 16 + 16 * 7 + 7))
    #expect(throws: CatalogEntry.StateChannelsFailure.noState) {
      try entry.architecture(stateChannels: 4)
    }
  }

  @Test func `Definitions are equal where every field is`() {
    var wide = TwoScales()
    wide.width = 16
    #expect(TwoScales().isEqual(to: TwoScales()) && !TwoScales().isEqual(to: wide))
    #expect(!TwoScales().isEqual(to: ResNet("two_scales", depths: [1, 1, 1, 1])))
    let detector = Detector("d", .retinaNet, backbone: TwoScales())
    #expect(detector == Detector("d", .retinaNet, backbone: TwoScales()))
    #expect(detector != Detector("d", .retinaNet, backbone: wide))
    #expect(detector.hashValue == Detector("d", .retinaNet, backbone: TwoScales()).hashValue)
  }

  @Test func `A detector reads the pyramid of any family`() throws {
    let network = Detector("d", .fasterRCNN, backbone: TwoScales()).network
    let shapes = Dictionary(
      uniqueKeysWithValues: network.stateDictionary.map { ($0.name, $0.weight.shape) })
    #expect(shapes["backbone.fine.weight"] == [8, 3, 3, 3])
    #expect(shapes["neck.lateral_convs.0.conv.weight"] == [256, 8, 1, 1])
    #expect(shapes["neck.lateral_convs.1.conv.weight"] == [256, 16, 1, 1])
    #expect(!shapes.keys.contains { $0.hasPrefix("backbone.fc") })
    let grids = network.nodes.compactMap { network.operator(of: $0) as? RoIAlign }
    #expect(grids.map(\.strides) == [[2, 4]])
  }

  @Test func `The maps of MobileNetV2 are the last at strides 4 to 32`() {
    let levels = MobileNetV2("m").levels
    #expect(levels.map(\.channels) == [24, 32, 96, 320])
    #expect(levels.map(\.stride) == [4, 8, 16, 32])
    #expect(ResNet("r", depths: [1, 1, 1, 1]).levels.map(\.stride) == [4, 8, 16, 32])
  }

  @Test func `A mobile network lists its recurrent convolution once for each resolution`() {
    var model = MobileNetV2("m")
    model.recurrence = .networkWide
    func slots() -> Int {
      model.network.stateDictionary.count { $0.name.hasPrefix("recurrent_convs.") }
    }
    #expect(slots() == 5)
    model.rows.removeLast(2)
    #expect(slots() == 4)
    model.rows[0].stride = 2
    #expect(slots() == 4)
  }
}
