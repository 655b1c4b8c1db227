public import RLANetworks
public import RLASymbolic

/// A detector of mmdetection 2.10 on any backbone that gives a pyramid, as its `forward_dummy` computes it.
///
/// Faster R-CNN: Ren et al. 2015, arXiv 1506.01497; Mask R-CNN: He et al. 2017, arXiv 1703.06870;
/// RetinaNet: Lin et al. 2017, arXiv 1708.02002; feature pyramid: Lin et al. 2016, arXiv 1612.03144.
/// Two-stage detectors pass a fixed number of proposals through their heads; there is no
/// non-maximum suppression.
public struct Detector: Architecture {
  public enum Kind: String, CaseIterable, Sendable {
    case fasterRCNN = "faster-rcnn"
    case maskRCNN = "mask-rcnn"
    case retinaNet = "retinanet"
  }

  public var name: String
  public var kind: Kind
  /// The network that its feature maps come from, without its head.
  public var backbone: any PyramidBackbone {
    get { erasedBackbone.base }
    set { erasedBackbone.base = newValue }
  }
  private var erasedBackbone: AnyBackbone
  /// Classes of objects, without the background.
  public var classes: Dim = 80
  /// Channels of every level of the pyramid.
  public var pyramidChannels: Dim = 256
  /// Boxes that are predicted at each location.
  public var anchors: Dim
  /// Regions per image that the box head classifies.
  public var proposals: Dim = 1000
  /// Regions per image that the mask head outlines.
  public var maskProposals: Dim = 100
  /// Height and width of the grid that the box head sees.
  public var boxGrid = 7
  /// Height and width of the grid that the mask head sees.
  public var maskGrid = 14
  /// Features of the two layers that classification and boxes share.
  public var boxFeatures: Dim = 1024
  /// 3x3 convolutions in each tower of RetinaNet and in the mask head.
  public var headConvolutions = 4
  /// Stages of the backbone that training leaves as they are, with the stem before them; 1 freezes
  /// the stem and stage 1.
  public var frozenStages = 1

  public init(_ name: String, _ kind: Kind, backbone: any PyramidBackbone) {
    self.name = name
    self.kind = kind
    erasedBackbone = AnyBackbone(base: backbone)
    anchors = kind == .retinaNet ? 9 : 3
  }

  /// Height and width of the images that published counts take.
  public var standardInput: (height: Int, width: Int) { (1280, 800) }

  public var inputChannels: Dim { backbone.inputChannels }

  public var recurrence: Recurrence? {
    get { backbone.recurrence }
    set { backbone.recurrence = newValue }
  }

  public var stateChannels: Dim? {
    get { backbone.stateChannels }
    set { backbone.stateChannels = newValue }
  }

  public var hasAliasedSource: Bool { backbone.hasAliasedSource }

  /// The norms of the backbone use running statistics, as in mmdetection.
  public var normsLearn: Bool { false }

  private static let backboneModule = "backbone"

  public var blockNumbers: [String: Range<Int>] {
    Dictionary(
      uniqueKeysWithValues: backbone.blockNumbers.map { ("\(Self.backboneModule).\($0)", $1) })
  }

  public var network: Network {
    Network(name, inputChannels: inputChannels) { net, image in
      let scope = net.scope(Self.backboneModule)
      let trunk = backbone.trunk(in: scope, frozenStages: frozenStages)
      let pyramid = FeaturePyramid(net.scope("neck"), self)
      switch kind {
      case .retinaNet:
        let head = RetinaHead(net.scope("bbox_head"), self)
        return head(pyramid(scope.part { trunk(image) }))
      case .fasterRCNN, .maskRCNN:
        let proposer = ProposalHead(net.scope("rpn_head"), self)
        let regions = net.scope("roi_head")
        let boxes = BoxHead(regions.scope("bbox_head"), self)
        let masks = kind == .maskRCNN ? MaskHead(regions.scope("mask_head"), self) : nil
        let levels = pyramid(scope.part { trunk(image) })
        return proposer(levels) + boxes(levels) + (masks.map { [$0(levels)] } ?? [])
      }
    }
  }

  /// Pixels per position of the levels that regions are read from: all but the last of the pyramid.
  var regionStrides: [Int] { backbone.levels.map(\.stride) }
}
