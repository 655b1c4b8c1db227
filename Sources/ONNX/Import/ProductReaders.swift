/// The additions that read nothing but one product and a bias, which exporters write apart from the
/// product.
///
/// They are found before the nodes of a graph are imported, since a product becomes a layer with
/// the bias or one without.
struct ProductReaders {
  private let nodes: [ONNXNode]
  /// By the name of a product, the number of the one node that reads it, where that adds.
  private var additions: [ONNXName: Int] = [:]

  /// The types of nodes whose results are products.
  private static let products: Set<String> = ["MatMul", "Gemm", "FusedMatMul", "Einsum"]

  static let none = ProductReaders([], results: [], areProducts: [])

  /// By the number of a type, whether the results of its nodes are products.
  static func areProducts(_ types: [ONNXNodeType]) -> [Bool] {
    types.map { products.contains($0.name) }
  }

  /// - Parameters:
  ///   - nodes: The nodes of a graph or function, in their order.
  ///   - results: The names of what it returns.
  ///   - areProducts: By the number of a type, whether the results of its nodes are products.
  init(_ nodes: [ONNXNode], results: [ONNXName], areProducts: [Bool]) {
    self.nodes = nodes
    let (unread, another) = (nodes.count, -1)
    var readers: [ONNXName: Int] = [:]
    for (index, node) in nodes.enumerated() {
      // Most graphs of convolutions have no product before their last nodes.
      for name in readers.isEmpty ? [] : node.inputs {
        guard let reader = readers[name] else { continue }
        readers[name] = reader == unread && node.adds ? index : another
      }
      for name in readers.isEmpty ? [] : node.capturedNames where readers[name] != nil {
        readers[name] = another
      }
      if areProducts[node.typeNumber], let name = node.outputs.first {
        readers[name] = unread
      }
    }
    for name in results { readers[name] = another }
    additions = readers.filter { nodes.indices.contains($0.value) }
  }

  /// The number of the node that adds to a product and alone reads it, and the name of what it adds.
  func addition(to product: ONNXName) -> (node: Int, addend: ONNXName)? {
    guard let number = additions[product] else { return nil }
    return nodes[number].inputs.first { $0 != product }.map { (number, $0) }
  }

  /// The constant that a node shortly before another makes; nil where there is none.
  ///
  /// Some exporters store a bias as a node between product and addition.
  func constant(_ name: ONNXName, before number: Int) -> ONNXNode? {
    nodes[max(0, number - 4)..<number].first { $0.type == "Constant" && $0.outputs == [name] }
  }
}

extension ONNXNode {
  fileprivate var adds: Bool { type == "Add" && domain.isEmpty && inputs.count == 2 }

  /// What graphs in the attributes read of the graph around them.
  fileprivate var capturedNames: [ONNXName] {
    var names: [ONNXName] = []
    for case .graph(let body) in attributes.lazy.map(\.value) { names += body.freeNames }
    return names
  }
}
