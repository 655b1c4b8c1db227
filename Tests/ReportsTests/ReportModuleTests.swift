import Foundation
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText
import Testing

/// What a page says of modules, whatever they are called.
@Suite struct ReportModuleTests {
  private struct Page: Decodable {
    struct Network: Decodable {
      struct Modules: Decodable {
        let path: [String]
        let name: [String]
        let parent: [Int]
        let kind: [String?]
      }
      let modules: Modules
    }
    let networks: [Network]
  }

  private func document(_ names: [String]) throws -> (text: String, page: Page) {
    let network = Network("net", inputs: [Input("x", .float([Dim(.batch), 4]))]) { scope, values in
      var x = values[0]
      for name in names { x = scope.layer(name, Linear(4, 4, bias: false))(x) }
      return [("y", x)]
    }
    func profile(_ batch: Dim) throws -> Profile {
      Profile(try InferredShapes(network, inputs: [.float([batch, 4])]))
    }
    let model = ProfiledModel(
      requested: "net", entry: nil,
      architecture: try #require(Catalog.entry(named: "resnet50")).architecture(),
      profile: try profile(1))
    let general = GeneralModel(model, general: try profile(Dim(.batch)), knowing: [:])
    let reported = ReportNetwork(
      general, fixedBecause: nil, drawing: ReportDrawing(missingBecause: "None."), bench: nil)
    let text = ReportDocument([reported], version: "1").json.pageText
    return (text, try JSONDecoder().decode(Page.self, from: Data(text.utf8)))
  }

  @Test func `Names of modules stay text`() throws {
    let names = [
      "</script><script>alert(1)</script>", "a\"b\\c", "quotes ' and &amp;", "line\nbreak \u{1}",
      "ünïcödé 模型", "\u{202E}reversed", "<!--",
    ]
    let (text, page) = try document(names)
    for character in ["<", ">", "&", "\n", "\u{1}"] { #expect(!text.contains(character)) }
    #expect(page.networks[0].modules.path == [""] + names)
    #expect(page.networks[0].modules.kind.dropFirst().allSatisfy { $0 == "linear" })
  }

  @Test func `Modules are a tree by their paths, of so many levels at most`() throws {
    let deep = Array(repeating: "a", count: 5000).joined(separator: ".")
    let (_, page) = try document(["b.c.d", "b.c.e", "b.f", deep])
    let modules = page.networks[0].modules
    #expect(Array(modules.path.prefix(6)) == ["", "b", "b.c", "b.c.d", "b.c.e", "b.f"])
    #expect(Array(modules.name.prefix(6)) == ["net", "b", "c", "d", "e", "f"])
    #expect(Array(modules.parent.prefix(6)) == [-1, 0, 1, 2, 2, 1])
    #expect(modules.path.count == 6 + 64)
    #expect(modules.path.last == deep)
    #expect(zip(modules.parent, modules.parent.indices).allSatisfy { $0 < $1 })
  }
}
