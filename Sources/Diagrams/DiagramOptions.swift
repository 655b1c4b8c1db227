/// Which part of a network is drawn.
public enum DiagramView: Hashable, Sendable {
  /// One block with its update of the state; the first that repeats unless stage and block say which,
  /// both from 1.
  case module(stage: Int?, block: Int?)
  /// The stages with the number of their blocks.
  case network
  /// A stage block by block, from 1.
  case stage(Int)
  /// Every operator.
  case graph
  /// Every operator of one stage, by its name or by its number among the stages with blocks.
  case operators(ofStage: String)
  /// Every operator of one module and of those within it, by its path.
  case moduleGraph(String)

  /// Whether it shows the network or a part of it by stages and blocks.
  var isDivided: Bool {
    switch self {
    case .network, .stage, .module: true
    case .graph, .operators, .moduleGraph: false
    }
  }

  public static let names = ["module", "network", "stage", "graph"]
}

/// What a drawing says beside the wiring.
public struct DiagramContent: Sendable {
  public var view = DiagramView.network
  /// What the fill of the boxes shows.
  public var heat: Heat?
  public var wiring = WiringRemark.undisputed
  /// More operators than this are refused, because the time for a layout grows with the third power.
  public var largestGraph = 1500

  public init(_ view: DiagramView = .network) {
    self.view = view
  }
}

/// What the caption says about the tensor that the state reads.
public enum WiringRemark: Hashable, Sendable {
  /// Paper and code agree.
  case undisputed
  /// Drawn as the published code runs; the paper draws it otherwise.
  case published
  /// Drawn as in the paper; the published code runs otherwise.
  case paper
}

/// Why a network cannot be drawn as asked, as facts.
public enum DiagramFailure: Error, Hashable, Sendable {
  /// The network has no stage of this number; stages with blocks are counted from 1.
  case noStage(Int, count: Int)
  /// The stage has no block of this number, both from 1.
  case noBlock(Int, stage: Int, count: Int)
  /// No stage of the network consists of blocks.
  case noBlocks
  /// The network has no stage of this name.
  case noPart(String, parts: [String])
  /// The network has no module with this path.
  case noModule(String, modules: [String])
  /// More operators than can be laid out; the paths of modules that can be, the largest first.
  case tooManyOperators(Int, limit: Int, modules: [String])
  /// No time is known for any layer of the network.
  case noTimes
}

/// What the fill of a box can show.
public enum Heat: Sendable {
  case macs
  case parameters
  /// Bytes of the tensors that the operators make.
  case memory
  case time(MeasuredTimes)
}
