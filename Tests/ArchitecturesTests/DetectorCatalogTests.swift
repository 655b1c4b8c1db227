import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct DetectorCatalogTests {
  @Test func `There are twelve detectors with RLA backbones and six without`() {
    #expect(Catalog.detectors.count == 18)
    #expect(Catalog.detectors.filter { $0.stateChannels == .free }.count == 12)
    #expect(Catalog.detectors.filter { $0.publishedAveragePrecision != nil }.count == 12)
  }

  @Test func `Sixteen detectors have their state_dict`() throws {
    #expect(try Fixture.names(in: "Reference/detector-state").count == 16)
  }

  @Test(arguments: try Fixture.names(in: "Reference/detector-state"))
  func `Names, shapes and order equal those of mmdetection`(name: String) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let actual = network.stateDictionary.map { entry in
      let shape = entry.weight.shape
      return [entry.name, shape.rank == 0 ? "" : shape.description]
    }
    #expect(actual == (try Fixture.rows("Reference/detector-state/\(name).tsv")))
  }

  @Test(arguments: [
    ("faster_rcnn_r50rla_fpn", "Fast_R-CNN_resnet50_rla"),
    ("faster_rcnn_r50_rla_fpn_1x_coco", "Fast_R-CNN_resnet50_rla"),
    ("Faster_R-CNN_ecanet101_rla", "Fast_R-CNN_ecanet101_rla"),
    ("retinanet_r101rla_fpn", "RetinaNet_resnet101_rla"),
    ("mask_rcnn_r50_fpn", "Mask_R-CNN_resnet50"),
    ("mask-rcnn-r50rlaeca-fpn", "Mask_R-CNN_ecanet50_rla"),
  ])
  func `Configuration names are understood`(alias: String, name: String) {
    #expect(Catalog.entry(named: alias)?.name == name)
  }
}
