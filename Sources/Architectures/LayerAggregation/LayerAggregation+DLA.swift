import RLASymbolic

/// Dynamic layer attention: a cell that the blocks of a stage share refreshes what attention reads.
///
/// Wang et al. 2024, arXiv 2406.13392.
extension LayerAggregation {
  /// Where the two published packages put the same modules.
  public struct Spelling: Hashable, Sendable {
    /// The module of the attention within that of a block.
    var attention: String
    /// The depthwise convolution of the shortcut.
    var filter: String

    public static let cifar = Spelling(attention: "layer_attention", filter: "excite")
    public static let imageNet = Spelling(attention: "mrla", filter: "extict")
  }

  private static func cell(_ reduction: Int) -> [Module] {
    [
      Module("mean", .pooling(.vector), at: "GlobalAvg", scope: .stage),
      Module("mean₁", .pooling(.vector), at: "GlobalAvg1", scope: .stage),
      Module("cell", .cell(.dynamicSharing(reduction: reduction)), at: "lstm", scope: .stage),
    ]
  }

  private static let advance = Statement.advance(
    "cell", ["h", "c"], by: .call("mean", [.y]))

  private static let states = [State("h", .vector), State("c", .vector)]

  /// The previous output is refreshed: `s' = g·s + E(s)` with g the answer of the cell, then
  /// `x' = y + BN(A(y) + λ·s')` as in MRLA-light.
  public static func dlaLight(
    channelsPerHead d: Int = 32, reduction: Int = 4, _ spelling: Spelling = .cifar
  ) -> LayerAggregation {
    let gate = Term.call("cell", [.call("mean₁", [.s])])
    return mrlaLight(channelsPerHead: d).with {
      $0.name = "DLA-light"
      $0.states = states
      $0.modules = spelled($0.modules, spelling) + cell(reduction)
      $0.modules.append(Module("E", .depthwise, at: spelling.filter, scope: .stage))
      let attention = $0.statements[.output, default: []]
      $0.statements[.output] =
        [advance, .let("s'", gate * .s + .call("E", [.s]))]
        + attention.map { $0.reading("s'", insteadOf: .s) }
      $0.layout = Layout(blocks: "layers", modules: "attention")
      $0.codeFacts = [.refreshedByFirstImage]
    }
  }

  /// All keys and values of the stage are refreshed in every block, those of the block before they
  /// join the lists: k ← g(k)·k, v ← g(v)·v.
  public static func dlaBase(
    channelsPerHead d: Int = 32, reduction: Int = 4, _ spelling: Spelling = .cifar
  ) -> LayerAggregation {
    mrlaBase(channelsPerHead: d).with {
      $0.name = "DLA-base"
      $0.states += states
      $0.modules = spelled($0.modules, spelling) + cell(reduction)
      $0.modules.append(Module("flat", .squeeze, at: "squeeze", scope: .stage))
      let attention = $0.statements[.output, default: []]
      $0.statements[.output] =
        [
          advance, .refresh("K", .call("cell", [.call("flat", [.entry])]) * .entry),
          .refresh("V", .call("cell", [.call("mean₁", [.entry])]) * .entry),
        ] + attention
      $0.layout = Layout(blocks: "layers", modules: "attention")
      $0.codeFacts = [.refreshedByFirstImage]
    }
  }

  /// The modules of an attention under the names of a package of DLA.
  private static func spelled(_ modules: [Module], _ spelling: Spelling) -> [Module] {
    modules.map { module in
      var module = module
      let inner = module.path.replacing("mrla.mrla", with: "layer_attention.\(spelling.attention)")
      module.path =
        switch inner {
        case "mrla": "layer_attention"
        case "bn_mrla": "bn_layer_attention"
        case "relu_mrla": "relu"
        default: inner
        }
      return module
    }
  }
}

extension LayerAggregation.Statement {
  /// The statement with a local name in place of a tensor of the block.
  fileprivate func reading(
    _ name: String, insteadOf term: LayerAggregation.Term
  ) -> LayerAggregation.Statement {
    switch self {
    case .let(let local, let value): .let(local, value.replacing(term, with: .local(name)))
    case .set(let target, let value): .set(target, value.replacing(term, with: .local(name)))
    case .store, .append, .refresh, .advance: self
    }
  }
}

extension LayerAggregation.Term {
  /// The term with another one in place of a part.
  fileprivate func replacing(
    _ part: LayerAggregation.Term, with other: LayerAggregation.Term
  ) -> LayerAggregation.Term {
    if self == part { return other }
    func inner(_ term: LayerAggregation.Term) -> LayerAggregation.Term {
      term.replacing(part, with: other)
    }
    return switch self {
    case .value, .state, .local, .entry: self
    case .call(let name, let terms): .call(name, terms.map(inner))
    case .sum(let left, let right): .sum(inner(left), inner(right))
    case .product(let left, let right): .product(inner(left), inner(right))
    case .joined(let left, let right): .joined(inner(left), inner(right))
    case .each(let list, let term): .each(list, inner(term))
    case .gated(let query, let key, let values, let d):
      .gated(query: inner(query), key: inner(key), values: inner(values), channelsPerHead: d)
    case .attended(let query, let keys, let values, let d):
      .attended(query: inner(query), keys: inner(keys), values: inner(values), channelsPerHead: d)
    }
  }
}
