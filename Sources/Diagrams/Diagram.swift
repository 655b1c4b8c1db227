public import RLANetworks
public import RLASymbolic

/// A drawing of a network or of a part of it: boxes, arrows and what is written on them.
///
/// The boxes are groups of nodes of the network and the arrows its values, so a drawing shows the
/// wiring that is computed. How it looks is decided by `DiagramStyle`.
public struct Diagram: Sendable {
  /// The network's name.
  public let name: String
  /// The part of the network that is shown: `block 2 of stage 1`; empty for all of it.
  public let subject: String
  /// What stands under the name: the input and the totals.
  public let facts: [String]
  /// What the reader must know to read the numbers and the wiring right.
  public let notes: [String]
  public let boxes: [DiagramBox]
  public let arrows: [DiagramArrow]
  /// Boxes that stand side by side, by their numbers.
  public let ranks: [[Int]]
  public let heat: HeatScale?
  let detail: Detail
}

/// A box of a drawing, or a symbol such as +.
public struct DiagramBox: Sendable {
  /// What a box is, which decides how it looks.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// A tensor that enters or leaves the drawn part.
    case terminal
    /// Layers of the features.
    case features
    /// Channel attention.
    case attention
    /// Layers of the recurrent state.
    case state
    /// Concatenations and other operators that only move data.
    case routing
    /// An operator that is drawn as a circle with its sign.
    case symbol
  }

  /// Unique within the drawing, made of the path in the network.
  public let id: String
  public let role: Role
  public let lane: Lane
  /// What is written in it, the title first.
  public let lines: [DiagramLine]
  /// The nodes of the network that it stands for, ascending; empty for a terminal.
  public let nodes: [Int]
  /// The weights in it that are used more than once.
  public let sharing: [Sharing]
  /// Learned values of its layers, each layer once.
  public let parameters: Dim
  /// Multiply-adds of convolutions and linear layers.
  public let macs: Dim
  /// The straight line on which it stands: its name; nil beside the lanes.
  public internal(set) var spine: String?
  /// The number that its fill shows.
  public internal(set) var heat: Double?
  public let tooltip: String

  /// Whether it is drawn with a double border.
  public var isShared: Bool { !sharing.isEmpty }
}

/// A line of text in a box.
public struct DiagramLine: Hashable, Sendable {
  /// How a line looks.
  public enum Style: Hashable, Sendable {
    case title
    case body
    /// Numbers and paths, smaller.
    case detail
    /// The mark of shared weights.
    case mark
  }

  public let text: String
  public let style: Style

  public init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }
}

/// Weights that several nodes use.
public struct Sharing: Hashable, Sendable {
  /// The path of the layer.
  public let path: String
  /// How often the network applies it.
  public let count: Int
  /// Whether it is applied in more than one stage.
  public let crossesStages: Bool

  /// The mark in the drawing: `shared x6`, `shared x17, net-wide`.
  public var mark: String { "shared x\(count)" + (crossesStages ? ", net-wide" : "") }

  /// The marks of a box, those that are only numbers in one line: `shared x3 and x6`, `shared x2 to
  /// x6`.
  static func marks(_ all: [Sharing]) -> [String] {
    let local = Set(all.filter { !$0.crossesStages }.map(\.count)).sorted()
    let others = Set(all.filter(\.crossesStages).map(\.mark)).sorted()
    guard let least = local.first, let most = local.last else { return others }
    let word = local.count > 2 ? "to" : "and"
    return ["shared x\(least)" + (least == most ? "" : " \(word) x\(most)")] + others
  }
}

/// An arrow from one box to another.
public struct DiagramArrow: Hashable, Sendable {
  /// What an arrow carries, which decides how it looks.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Feature maps.
    case features
    /// The recurrent state.
    case state
    /// The cell state of an LSTM.
    case cell
    /// The state on its way into a block.
    case feed
    /// What a block gives to the state, y.
    case source
    /// Only the size is read, to make zeros.
    case size
    /// Regions that are chosen outside of the graph; no tensor goes along it.
    case proposals
  }

  public let from: Int
  public let to: Int
  public let role: Role
  /// The values of the network that go along it, ascending.
  public let values: [ValueID]
  public let label: String?
}
