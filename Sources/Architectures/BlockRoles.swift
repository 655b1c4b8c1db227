public import RLANetworks

/// What the parts of a block are there for.
extension Role {
  /// The residual branch: the layers that a block adds to its input.
  public static let branch = Role("branch")
  /// The addition of the block's input, or of its projection, and the activation after it.
  public static let shortcut = Role("shortcut")
  /// The layers that the shortcut passes through where the block changes the shape.
  public static let projection = Role("projection")
  /// Channel attention: the factors of all channels and the product with them.
  public static let attention = Role("attention")

  /// Channel attention of one kind, by the name that the field gives it: `SE`, `ECA`.
  public static func attention(_ kind: String) -> Role { Role("attention", variant: kind) }

  /// What projects features to queries, keys or values of an attention.
  public static let attentionPart = Role("projection of")

  /// A projection of an attention by its name in equations: `Wq`, `Wk`, `Wv`, or `qkv` for all.
  public static func attentionPart(_ name: String) -> Role { Role("projection of", variant: name) }
}

/// What the parts of a recurrent cell are there for.
extension Role {
  /// A gated cell.
  public static let cell = Role("cell")
  /// What makes the cell state, c, which no gate reads.
  public static let cellState = Role("cell state")
  /// A gate or the candidate, from the part of a convolution that belongs to it.
  public static let gate = Role("gate")

  /// A gated cell by the name that the field gives it: `ConvLSTM`, `ConvGRU`.
  public static func cell(_ kind: String) -> Role { Role("cell", variant: kind) }

  /// A gate by its letter in the equations of the cell.
  public static func gate(_ letter: String) -> Role { Role("gate", variant: letter) }
}
