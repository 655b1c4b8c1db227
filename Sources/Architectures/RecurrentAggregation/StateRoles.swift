public import RLANetworks

/// What nodes do for the recurrent state that runs beside the features.
extension Role.Lane {
  /// The recurrent state of layer aggregation, h.
  public static let state = Role.Lane("state")
}

extension Role {
  /// The 1x1 convolution from the block's output to the state (conv_out, g₁).
  public static let stateOutput = Role("conv_out", .state, rank: 0)
  /// The convolution or cell that updates the state (recurrent_conv, g₂).
  public static let recurrentConvolution = Role("recurrent conv", .state, rank: 1)
  /// Batch normalization of the state, private to each block, and the one before the head.
  public static let stateNormalization = Role("state norm", .state, rank: 2)
  /// The activation after a state norm.
  public static let stateActivation = Role("state activation", .state, rank: 3)
  /// Average pooling of the state where a block halves the resolution.
  public static let statePooling = Role("state pooling", .state, rank: 4)
  /// Zeros, additions and concatenations of the state.
  public static let stateRouting = Role("state routing", .state, rank: 5)
  /// The concatenation through which the features take the state in: routing of the state on the
  /// lane of the features.
  public static let stateFeed = Role("state feed", lane: .main)
}
