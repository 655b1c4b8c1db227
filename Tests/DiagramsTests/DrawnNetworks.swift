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
