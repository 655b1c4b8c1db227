import RLASymbolic

/// The published kinds, each as its equations.
extension LayerAggregation {
  /// Names in the equations of attention, in the order of the state_dict.
  private static func attention(_ path: String, softmax: Bool, norm: String) -> [Module] {
    [
      Module("GAP", .pooling(.sequence), at: "\(path).avg_pool"),
      Module("Wq", .channelConvolution, at: "\(path).Wq"),
      Module("Wk", .channelConvolution, at: "\(path).Wk"),
      Module("Wv", .depthwise, at: "\(path).Wv"),
      softmax
        ? Module("softmax", .softmax, at: "\(path).softmax")
        : Module("σ", .sigmoid, at: "\(path).sigmoid"),
      Module("BN", .norm, at: norm),
    ]
  }

  private static let projections: [Statement] = [
    .let("p", .call("GAP", [.y])), .let("q", .call("Wq", [.local("p")])),
  ]

  /// Multi-head recurrent layer attention with the previous output in place of a state:
  /// `x' = y + BN(A(y) + λ·s)`.
  ///
  /// Fang et al. 2023, arXiv 2302.03985.
  public static func mrlaLight(channelsPerHead d: Int = 32) -> LayerAggregation {
    LayerAggregation(
      "MRLA-light",
      modules: [Module("λ", .factor("lambda_t"), at: "mrla")]
        + attention("mrla.mrla", softmax: false, norm: "bn_mrla"),
      [
        .output: projections + [
          .set(.output, .y + .call("BN", [light(d) + .call("λ", []) * .s]))
        ]
      ])
  }

  private static func light(_ d: Int) -> Term {
    .gated(
      query: .local("q"), key: .call("Wk", [.local("p")]), values: .call("Wv", [.y]),
      channelsPerHead: d)
  }

  /// Attention over the keys and values of all blocks of the stage so far:
  /// `x' = y + ReLU(BN(softmax(q·K)·V))`.
  public static func mrlaBase(
    channelsPerHead d: Int = 16, rectifies: Bool = true
  ) -> LayerAggregation {
    let sum = Term.call("BN", [depth(d)])
    return LayerAggregation(
      "MRLA-base", states: [State("K", .list), State("V", .list)],
      modules: attention("mrla.mrla", softmax: true, norm: "bn_mrla")
        + (rectifies ? [Module("ReLU", .relu, at: "relu_mrla")] : []),
      [
        .output: projections + [
          .append("K", .call("Wk", [.local("p")])), .append("V", .call("Wv", [.y])),
          .set(.output, .y + (rectifies ? .call("ReLU", [sum]) : sum)),
        ]
      ]
    ).with { $0.sizeProducts = 6 }
  }

  private static func depth(_ d: Int) -> Term {
    .attended(query: .local("q"), keys: .state("K"), values: .state("V"), channelsPerHead: d)
  }

  /// Layer attention as the paper's equation 4 has it: every block computes keys and values of all
  /// outputs of the stage so far with its own weights, and nothing is added.
  ///
  /// The published code views keys and values as heads without moving the axis of blocks.
  public static func equation4(channelsPerHead d: Int = 32) -> LayerAggregation {
    LayerAggregation(
      "layer attention", states: [State("Y", .list)],
      modules: attention("la", softmax: true, norm: "bn_la"),
      [
        .output: [
          .append("Y", .y), .let("q", .call("Wq", [.call("GAP", [.y])])),
          .set(
            .output,
            .call(
              "BN",
              [
                .attended(
                  query: .local("q"), keys: .each("Y", .call("Wk", [.call("GAP", [.entry])])),
                  values: .each("Y", .call("Wv", [.entry])), channelsPerHead: d)
              ])),
        ]
      ]
    ).with {
      $0.sizeProducts = 11
      $0.viewsLists = true
      $0.codeFacts = [.headsMixBlocks]
    }
  }

  /// A depthwise convolution in place of attention: `x' = y + BN(E(y))`, a control of MRLA.
  public static let depthwise = LayerAggregation(
    "depthwise",
    modules: [
      Module("E", .depthwise, at: "dwconv"), Module("BN", .norm, at: "bn_dw"),
    ],
    [.output: [.set(.output, .y + .call("BN", [.call("E", [.y])]))]])

  /// Dense-and-implicit attention: a cell that the blocks of a stage share scales the branch.
  public static let dia = LayerAggregation(
    "DIA", states: [State("h", .vector), State("c", .vector)],
    modules: [
      Module("mean", .pooling(.vector), at: "GlobalAvg", scope: .stage),
      Module("cell", .cell(.dia), at: "lstm", scope: .stage),
    ],
    [
      .branch: [
        .advance("cell", ["h", "c"], by: .call("mean", [.r])), .set(.branch, .r * .state("h")),
      ]
    ], layout: Layout(blocks: "ModuleList"))

  /// The same in the ResNeXt of that code, which takes the mean of every output for nothing.
  public static let diaWithUnreadMeans = dia.with {
    $0.modules.insert(
      Module("unread mean", .pooling(.unread), at: "GlobalAvg", scope: .stage), at: 1)
    $0.statements[.output] = [.let("unread", .call("unread mean", [.y]))]
  }

  /// What MRLA-light does with the tokens of a transformer as maps; the rest stands in its block.
  static func lightTokens(channelsPerHead d: Int = 16) -> LayerAggregation {
    LayerAggregation(
      "MRLA-light",
      modules: tokens("mrla", softmax: false) + [Module("GELU", .gelu, at: "mrla.act")],
      [
        .output: projections + [
          .set(
            .output,
            .gated(
              query: .local("q"), key: .call("Wk", [.local("p")]),
              values: .call("GELU", [.call("Wv", [.y])]), channelsPerHead: d))
        ]
      ])
  }

  /// The same for MRLA-base.
  static func baseTokens(channelsPerHead d: Int = 16) -> LayerAggregation {
    LayerAggregation(
      "MRLA-base", states: [State("K", .list), State("V", .list)],
      modules: tokens("mrla", softmax: true),
      [
        .output: projections + [
          .append("K", .call("Wk", [.local("p")])), .append("V", .call("Wv", [.y])),
          .set(.output, depth(d)),
        ]
      ]
    ).with { $0.sizeProducts = 6 }
  }

  private static func tokens(_ path: String, softmax: Bool) -> [Module] {
    attention(path, softmax: softmax, norm: "").filter { $0.part != .norm }
  }
}
