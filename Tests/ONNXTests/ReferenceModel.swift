import Foundation
import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import TestSupport

/// A model of a real exporter and what is true of it, from Fixtures/ONNX.
struct ReferenceModel {
  /// The shapes and multiply-adds of one node.
  struct Node {
    let name: String
    let type: String
    let shapes: [[Int]]
    let macs: Int
  }

  let name: String
  let model: ONNXModel
  let nodes: [Node]
  let macs: Int
  let parameters: Int
  let otherElements: Int
  /// What onnx-tool counts; nil where it fails.
  let toolMACs: Int?
  /// PyTorch's parameters before the export; nil where they are not recorded.
  let torchParameters: Int?
  /// Multiply-adds of `aten::linear` in PyTorch as fvcore counts them; nil where they are not recorded.
  let torchLinearMACs: Int?
  /// By name of an input, the shape for which the numbers hold.
  let sizes: [String: [Int]]
  private let inputValues: [String: Any]

  init(_ name: String) throws {
    self.name = name
    let file = Fixture.root.appending(path: "ONNX/\(name)")
    model = try ONNXModel([UInt8](Data(contentsOf: file.appendingPathExtension("onnx"))))
    let facts = try JSONSerialization.jsonObject(
      with: Data(contentsOf: file.appendingPathExtension("json")))
    let root = facts as? [String: Any] ?? [:]
    nodes = (root["nodes"] as? [[Any]] ?? []).map { row in
      Node(
        name: row[0] as? String ?? "", type: row[1] as? String ?? "",
        shapes: row[2] as? [[Int]] ?? [], macs: row[3] as? Int ?? -1)
    }
    macs = root["macs"] as? Int ?? -1
    parameters = root["parameters"] as? Int ?? -1
    otherElements = root["other_initializer_elements"] as? Int ?? -1
    toolMACs = (root["onnx_tool"] as? [String: Any])?["forward_macs"] as? Int
    let torch = root["torch"] as? [String: Any]
    torchParameters = torch?["torch_parameters"] as? Int
    torchLinearMACs = (torch?["fvcore_by_op"] as? [String: Int])?["linear"]
    let inputs = root["inputs"] as? [String: [String: Any]] ?? [:]
    sizes = inputs.mapValues { $0["counted_at"] as? [Int] ?? [] }
    inputValues = root["input_values"] as? [String: Any] ?? [:]
  }

  /// Whether the nodes are those after the functions were expanded.
  var isInlined: Bool { !model.functions.isEmpty }

  /// The branches that ran for the reference.
  var branches: [String: Bool] { name == "control_flow" ? ["/If": false] : [:] }

  /// What is known of the inputs of a network at the sizes for which the numbers hold.
  func inputs(of network: Network) -> [Fact] {
    network.inputs.map { input in
      let shape = Shape((sizes[input.name] ?? []).map { Dim($0) })
      let value = inputValues[input.name] as? Int
      return Fact(input.fact.type, shape, elements: value.map { [Dim($0)] })
    }
  }
}
