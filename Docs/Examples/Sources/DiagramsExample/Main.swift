import RLACounting
import RLADiagrams

/// Draws one block of a network of the catalog, as text for Graphviz and as an image.
@main struct DiagramsExample {
  static func main() throws {
    guard let entry = Catalog.entry(named: "resnet50_rla") else { return }
    let shapes = try InferredShapes(entry.architecture().network, input: [1, 3, 224, 224])
    let diagram = try Diagram(shapes, DiagramContent(.module(stage: 1, block: 2)))
    print(diagram.name, "-", diagram.subject)
    for box in diagram.boxes where box.role == .state { print("state:", box.lines[0].text) }

    let image = try diagram.rendered(as: .svg)
    print("drawn as SVG:", image.bytes.starts(with: Array("<?xml".utf8)))
  }
}
