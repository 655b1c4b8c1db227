import RLASymbolic

/// RLA as a value of the generic form: h, which runs through the network and is pooled with the
/// features, W₁, the norm of the block and W₂.
extension Recurrence {
  public var aggregation: LayerAggregation {
    let isGated = update == .lstm || update == .gru
    let cell: [LayerAggregation.State] =
      update == .lstm ? [.init("c", .map(channels: channels), reset: .network)] : []
    var statements: [LayerAggregation.Point: [LayerAggregation.Statement]] = [:]
    if feedsBlocks { statements[.input] = [.set(.input, .joined(.x, .state("h")))] }
    statements[point, default: []] += [isGated ? gatedUpdate : .store("h", plainUpdate)]
    return LayerAggregation(
      "RLA", states: [.init("h", .map(channels: channels), reset: .network)] + cell,
      modules: aggregationModules, statements,
      readout: readout == .none ? .state("h") : .call("readout", [.state("h")]))
  }

  /// The tensor of the block that is y.
  var sourceValue: BlockValue {
    switch source {
    case .branch: .branch
    case .output: .output
    case .shortcut: .shortcut
    }
  }

  /// A block that owns its update runs it before the shortcut is added.
  var point: LayerAggregation.Point {
    sharing == .block && source != .output ? .branch : .output
  }

  private var fed: LayerAggregation.Term { .call("W₁", [.value(sourceValue)]) }

  private func activated(_ term: LayerAggregation.Term) -> LayerAggregation.Term {
    .call("tanh", [.call("BN", [term])])
  }

  private var plainUpdate: LayerAggregation.Term {
    switch update {
    case .preActivation: .call("W₂", [activated(.state("h") + fed)])
    case .lateAddition: .call("W₂", [activated(.state("h"))]) + fed
    case .postActivation: activated(.call("W₂", [.state("h") + fed]))
    case .lstm, .gru: preconditionFailure("A gated update has a gated cell.")
    }
  }

  private var gatedUpdate: LayerAggregation.Statement {
    .advance("W₂", update == .lstm ? ["h", "c"] : ["h"], by: activated(fed))
  }

  private var aggregationModules: [LayerAggregation.Module] {
    let owned = sharing == .block
    let cell: LayerAggregation.Scope =
      switch sharing {
      case .network: .network
      case .stage: .stage
      case .block: .block
      }
    return [
      .init(
        "W₁", .stateConvolution(channels: channels), at: owned ? "conv_out" : "conv_outs",
        scope: owned ? .block : .stage),
      .init("W₂", .stateCell, at: owned ? "recurrent_conv" : "recurrent_convs", scope: cell),
      .init("BN", .stateNorm(channels: channels), at: owned ? "bn_rla" : "stage_bns"),
      .init("tanh", .stateActivation, at: "tanh", scope: owned ? .block : .network),
    ]
  }
}
