import Foundation
import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLANetworks
import RLASymbolic
import Testing

/// Architectures that between them have every form of state, sharing, shortcut and attention.
let drawnNetworks = [
  "rla_resnet50", "rla_resnext50_32x4d_se", "rla_resnet50_eca", "rlav1_resnet50", "rlav2_resnet50",
  "rlav5_resnet50", "rlav6_resnet50", "rlav1p_resnet50", "rlarh_resnet50", "rlaus_resnet50",
  "rlalstm_resnet50", "rlagru_resnet50", "rla_mobilenetv2", "dsrla_mobilenetv2_eca", "resnet50_se",
  "mobilenet_v2", "Mask_R-CNN_resnet50_rla", "RetinaNet_ecanet50_rla",
]

let drawnViews: [DiagramView] = [
  .module(stage: nil, block: nil), .module(stage: 2, block: 1), .network, .stage(2), .graph,
]

func shapes(_ name: String, wiring: Wiring = .published) throws -> InferredShapes {
  let entry = try #require(Catalog.entry(named: name))
  return try InferredShapes(entry.architecture().wired(wiring).network, input: [1, 3, 64, 64])
}

/// Every network of the catalog, or those that a developer asks for.
enum DrawnNetworks {
  /// The networks that `RLA_DRAWINGS` names; nil where it is not set.
  static let requested: [String]? = ProcessInfo.processInfo.environment["RLA_DRAWINGS"].map {
    $0 == "all" ? Catalog.entries.map(\.name) : $0.split(separator: ",").map(String.init)
  }
}

/// A network at the size of its published figures.
func shapesAtStandardSize(_ name: String) throws -> InferredShapes {
  let architecture = try #require(Catalog.entry(named: name)).architecture()
  let (height, width) = architecture.standardInput
  let input = Shape(
    batch: 1, channels: architecture.inputChannels, height: Dim(height), width: Dim(width))
  return try InferredShapes(architecture.network, input: input)
}

/// How many stages with blocks a network has.
func stageCount(_ shapes: InferredShapes) -> Int {
  do throws(DiagramFailure) {
    _ = try Diagram(shapes, DiagramContent(.stage(.max)))
    return .max
  } catch {
    guard case .noStage(_, let count) = error else { return 0 }
    return count
  }
}
