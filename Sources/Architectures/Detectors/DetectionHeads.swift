import RLANetworks
import RLASymbolic

/// Objectness and boxes at every location of every level; one set of weights for all levels.
struct ProposalHead {
  private let scope: Scope
  private let convolution: BuiltLayer
  private let objectness: BuiltLayer
  private let boxes: BuiltLayer

  init(_ scope: Scope, _ model: Detector) {
    self.scope = scope
    let width = model.pyramidChannels
    convolution = scope.layer("rpn_conv", Convolution(width, width, .same(3), bias: true))
    objectness = scope.layer("rpn_cls", Convolution(width, model.anchors, Window(1), bias: true))
    boxes = scope.layer("rpn_reg", Convolution(width, model.anchors * 4, Window(1), bias: true))
  }

  func callAsFunction(_ levels: [Value]) -> [Value] {
    scope.inStage("rpn_head") {
      levels.flatMap { level in
        let features = convolution(level).rectified()
        return [objectness(features), boxes(features)]
      }
    }
  }
}

/// The class and the box of each proposal: two shared linear layers, then one for each answer.
struct BoxHead {
  private let scope: Scope
  private let regions: RoIAlign
  private let shared: [BuiltLayer]
  private let relu: BuiltLayer
  private let classes: BuiltLayer
  private let boxes: BuiltLayer

  init(_ scope: Scope, _ model: Detector) {
    self.scope = scope
    regions = RoIAlign(
      regions: model.proposals, size: model.boxGrid, strides: model.regionStrides)
    let features = model.boxFeatures
    let flat = model.pyramidChannels * Dim(model.boxGrid * model.boxGrid)
    classes = scope.layer("fc_cls", Linear(features, model.classes + 1, bias: true))
    // mmdetection 1.x counts the background among the classes of boxes and masks.
    boxes = scope.layer(
      "fc_reg", Linear(features, model.classes * 4, bias: true),
      background: Linear(features, 4, bias: true))
    shared = [flat, features].enumerated().map { index, input in
      scope.layer("shared_fcs.\(index)", Linear(input, features, bias: true))
    }
    relu = scope.layer("relu", Activation(.relu))
  }

  func callAsFunction(_ levels: [Value]) -> [Value] {
    scope.inStage("roi_head.bbox_head") {
      let grids = align(regions, Array(levels.prefix(regions.strides.count)))
      let features = shared.reduce(grids.reshaped(to: .flattened)) { relu($1($0)) }
      return [classes(features), boxes(features)]
    }
  }
}

/// One mask per class for each of the first proposals.
struct MaskHead {
  private let scope: Scope
  private let regions: RoIAlign
  private let convolutions: [ActivatedConvolution]
  private let upsampling: BuiltLayer
  private let relu: BuiltLayer
  private let logits: BuiltLayer

  init(_ scope: Scope, _ model: Detector) {
    self.scope = scope
    regions = RoIAlign(
      regions: model.maskProposals, size: model.maskGrid, strides: model.regionStrides)
    let width = model.pyramidChannels
    convolutions = scope.tower("convs", model)
    // mmcv wraps both classes of PyTorch, which hides them from some tools.
    upsampling = scope.layer(
      "upsample", TransposedConvolution(width, width, Window(2, stride: 2), bias: true),
      callStyle: .subclass)
    relu = scope.layer("relu", Activation(.relu))
    logits = scope.layer(
      "conv_logits", Convolution(width, model.classes, Window(1), bias: true),
      background: Convolution(width, 1, Window(1), bias: true), callStyle: .subclass)
  }

  func callAsFunction(_ levels: [Value]) -> Value {
    scope.inStage("roi_head.mask_head") {
      let grids = align(regions, Array(levels.prefix(regions.strides.count)))
      let features = convolutions.reduce(grids) { $1($0) }
      return logits(relu(upsampling(features)))
    }
  }
}

/// Classes and boxes at every location of every level; two towers shared by all levels.
struct RetinaHead {
  private let scope: Scope
  private let classTower: [ActivatedConvolution]
  private let boxTower: [ActivatedConvolution]
  private let classes: BuiltLayer
  private let boxes: BuiltLayer

  init(_ scope: Scope, _ model: Detector) {
    self.scope = scope
    let width = model.pyramidChannels
    classTower = scope.tower("cls_convs", model)
    boxTower = scope.tower("reg_convs", model)
    classes = scope.layer(
      "retina_cls", Convolution(width, model.anchors * model.classes, .same(3), bias: true))
    boxes = scope.layer(
      "retina_reg", Convolution(width, model.anchors * 4, .same(3), bias: true))
  }

  func callAsFunction(_ levels: [Value]) -> [Value] {
    scope.inStage("bbox_head") {
      levels.flatMap { level in
        [
          classes(classTower.reduce(level) { $1($0) }),
          boxes(boxTower.reduce(level) { $1($0) }),
        ]
      }
    }
  }
}

extension Scope {
  /// Runs `body` as the code of this module and as a stage.
  func inStage<Result>(_ name: String, _ body: () -> Result) -> Result {
    stage(name) { run(body) }
  }

  /// The 3x3 convolutions of a tower.
  fileprivate func tower(_ name: String, _ model: Detector) -> [ActivatedConvolution] {
    (0..<model.headConvolutions).map {
      ActivatedConvolution(scope("\(name).\($0)"), model.pyramidChannels)
    }
  }
}

/// A 3x3 convolution with its ReLU, as mmcv's ConvModule holds them.
private struct ActivatedConvolution {
  private let convolution: BuiltLayer
  private let relu: BuiltLayer

  init(_ scope: Scope, _ width: Dim) {
    convolution = scope.layer("conv", Convolution(width, width, .same(3), bias: true))
    relu = scope.layer("activate", Activation(.relu))
  }

  func callAsFunction(_ x: Value) -> Value { relu(convolution(x)) }
}
