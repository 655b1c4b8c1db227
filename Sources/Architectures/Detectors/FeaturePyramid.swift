import RLANetworks
import RLASymbolic

/// The neck: maps of one width at falling resolutions, each informed by the coarser ones.
///
/// Two-stage detectors read C2 to C5 and subsample P5 to P6; RetinaNet reads C3 to C5, makes P6 from
/// C5 and P7 from P6.
struct FeaturePyramid {
  private let scope: Scope
  private let firstStage: Int
  private let laterals: [BuiltLayer]
  private let outputs: [BuiltLayer]
  /// Convolutions with stride 2 after the coarsest stage.
  private let extras: [BuiltLayer]

  init(_ scope: Scope, _ model: Detector) {
    self.scope = scope
    let width = model.pyramidChannels
    let isRetina = model.kind == .retinaNet
    firstStage = isRetina ? 1 : 0
    let backbone = model.backbone.levels.map(\.channels)
    let channels = backbone.dropFirst(firstStage)
    laterals = channels.enumerated().map { level, channels in
      scope.layer(
        "lateral_convs.\(level).conv", Convolution(channels, width, Window(1), bias: true))
    }
    outputs = channels.indices.enumerated().map { level, _ in
      scope.layer(
        "fpn_convs.\(level).conv", Convolution(width, width, .same(3), bias: true))
    }
    let coarsest = backbone.last ?? width
    extras =
      isRetina
      ? [coarsest, width].enumerated().map { index, input in
        scope.layer(
          "fpn_convs.\(channels.count + index).conv",
          Convolution(input, width, .same(3, stride: 2), bias: true))
      } : []
  }

  func callAsFunction(_ stages: [Value]) -> [Value] {
    scope.inStage("neck") {
      let used = stages.dropFirst(firstStage)
      var maps = zip(laterals, used).map { $0($1) }
      for level in maps.indices.dropFirst().reversed() {
        maps[level - 1] += maps[level].resized(like: maps[level - 1])
      }
      var levels = zip(outputs, maps).map { $0($1) }
      guard let coarsest = levels.last, var extra = used.last else { return levels }
      if extras.isEmpty { return levels + [coarsest.maxPooled(Window(1, stride: 2))] }
      for convolution in extras {
        extra = convolution(extra)
        levels.append(extra)
      }
      return levels
    }
  }
}
