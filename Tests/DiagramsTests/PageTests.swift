import RLAAnalysis
import RLADiagrams
import RLANetworks
import Testing

/// Graphs that are too large for one drawing.
@Suite struct PageTests {
  @Test(arguments: ["rla_resnet101", "Mask_R-CNN_resnet50_rla", "resnet152_se", "mobilenet_v2"])
  func `Pages have every operator once, and blocks stay whole`(name: String) throws {
    let shapes = try shapes(name)
    let network = shapes.network
    let pages = try Diagram.pages(shapes, DiagramContent(.graph))
    #expect(pages.flatMap { $0.boxes.flatMap(\.nodes) }.sorted() == Array(network.nodes.indices))
    #expect(Set(pages.map(\.subject)).count == pages.count)
    var pageOfBlock: [Int: Int] = [:]
    for (number, page) in pages.enumerated() {
      let nodes = page.boxes.flatMap(\.nodes)
      #expect(nodes.count <= Diagram.pageSize)
      #expect(Set(nodes.map { network.stage(of: network.nodes[$0]) }).count == 1)
      for block in nodes.compactMap({ network.block(of: network.nodes[$0]) }) {
        #expect(pageOfBlock.updateValue(number, forKey: block).map { $0 == number } ?? true)
      }
    }
  }

  @Test func `A stage that is too large has several pages`() throws {
    let pages = try Diagram.pages(shapes("resnet101"), DiagramContent(.graph))
    let parts = pages.map(\.subject).filter { $0.contains(", part ") }
    #expect(parts == (1...3).map { "all operators of stage 3, part \($0) of 3" })
  }
}
