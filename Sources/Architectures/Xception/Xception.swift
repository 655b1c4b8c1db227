public import RLANetworks
public import RLASymbolic

/// A network of depthwise separable convolutions beside shortcuts.
///
/// Chollet 2017, arXiv 1610.02357: an entry flow of three units that halve the resolution, a middle
/// flow of eight that keep it, an exit flow. The three codes have one plan; they differ in names,
/// in calls, and, for 32x32 images, in strides and in what the shortcuts read.
public struct Xception: Architecture {
  /// The published code whose names and calls the network has.
  public enum Code: String, CaseIterable, Sendable {
    /// `legacy_xception`: a mean over all positions.
    case timm
    /// A mean over 10x10 positions, so that images have a side of 299 or a little more.
    case pytorchcv
    /// weiaicunzai/pytorch-cifar100: only three units halve the resolution, shortcuts have a bias.
    /// A ReLU that works in place comes before most of them, so that they read what it leaves.
    case cifar
  }

  public var name: String
  public var code: Code
  /// Units of the middle flow.
  public var middleUnits = 8
  public var classes: Dim = 1000

  public init(_ name: String, code: Code) {
    self.name = name
    self.code = code
  }

  public var standardInput: (height: Int, width: Int) { code == .cifar ? (32, 32) : (299, 299) }

  public var codeFacts: [CodeFact] { code == .cifar ? [.shortcutsReadReLU] : [] }

  /// Channels of the stem's two convolutions.
  static let stemChannels: (Dim, Dim) = (32, 64)
  /// Channels of the separable convolutions after the last unit.
  static let finalChannels: (Dim, Dim) = (1536, 2048)

  /// The units of all flows, in their order.
  var flows: [(flow: XceptionFlow, units: [XceptionUnit])] {
    var entry: [XceptionUnit] = []
    for (number, (input, output)) in zip([64, 128, 256], [128, 256, 728]).enumerated() {
      var unit = XceptionUnit(
        Dim(input), Dim(output), stride: code == .cifar && number == 2 ? 1 : 2)
      unit.startsWithReLU = number > 0
      entry.append(unit)
    }
    var middle = XceptionUnit(728, 728, stride: 1)
    (middle.repetitions, middle.hasProjection, middle.pools) = (3, false, false)
    var exit = XceptionUnit(728, 1024, stride: 2)
    (exit.growsLast, exit.aliasesShortcut) = (true, false)
    return [
      (.entry, entry), (.middle, Array(repeating: middle, count: middleUnits)), (.exit, [exit]),
    ]
  }

  /// The units that stand in the list of the middle flow.
  public var blockNumbers: [String: Range<Int>] {
    let numbers =
      switch code {
      case .timm: 1..<middleUnits + 5
      case .pytorchcv: 1..<middleUnits + 2
      case .cifar: 0..<middleUnits
      }
    return [XceptionSpelling(code).middlePrefix: numbers]
  }

  public var network: Network {
    Network(name, inputChannels: inputChannels) { net, image in
      let spelling = XceptionSpelling(code)
      let stem = XceptionStem(net, self, spelling)
      var place = 0
      let blocks = flows.map { flow, units in
        units.enumerated().map { number, unit in
          defer { place += 1 }
          return XceptionBlock(net, unit, spelling, flow, number: number, place: place)
        }
      }
      let head = XceptionHead(net, self, spelling)
      var x = net.stage("stem") { stem(image) }
      for (flow, blocks) in zip(XceptionFlow.allCases, blocks) {
        x = net.stage("\(flow.rawValue) flow") { blocks.reduce(x) { $1($0) } }
      }
      return net.stage("head") { [head(x)] }
    }
  }
}

/// A part of the network, between stem and head.
enum XceptionFlow: String, CaseIterable {
  case entry
  case middle
  case exit
}

/// What one unit computes beside its shortcut.
struct XceptionUnit {
  let input: Dim
  let output: Dim
  let stride: Int
  /// Separable convolutions.
  var repetitions = 2
  var startsWithReLU = true
  /// Whether the last convolution, and not the first, makes the output's channels.
  var growsLast = false
  var hasProjection = true
  var pools = true
  /// Whether the shortcut reads what the first ReLU leaves, in code where that works in place.
  var aliasesShortcut = true

  init(_ input: Dim, _ output: Dim, stride: Int) {
    self.input = input
    self.output = output
    self.stride = stride
  }

  /// Channels before and after separable convolution `index`.
  func channels(ofRepetition index: Int) -> (Dim, Dim) {
    let growing = growsLast ? repetitions - 1 : 0
    return (index <= growing ? input : output, index < growing ? input : output)
  }
}
