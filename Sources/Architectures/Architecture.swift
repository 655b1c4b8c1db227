public import Networks
public import Symbolic

/// A network definition as a value: change a field and get a variant.
public enum Architecture: Hashable, Sendable {
  case resNet(ResNet)
  case mobileNetV2(MobileNetV2)

  /// The network, built anew at each call.
  public var network: Network {
    switch self {
    case .resNet(let model): model.network
    case .mobileNetV2(let model): model.network
    }
  }

  public var name: String {
    switch self {
    case .resNet(let model): model.name
    case .mobileNetV2(let model): model.name
    }
  }

  public var recurrence: Recurrence? {
    get {
      switch self {
      case .resNet(let model): model.recurrence
      case .mobileNetV2(let model): model.recurrence
      }
    }
    set {
      switch self {
      case .resNet(var model):
        model.recurrence = newValue
        self = .resNet(model)
      case .mobileNetV2(var model):
        model.recurrence = newValue
        self = .mobileNetV2(model)
      }
    }
  }

  public var classes: Dim {
    get {
      switch self {
      case .resNet(let model): model.classes
      case .mobileNetV2(let model): model.classes
      }
    }
    set {
      switch self {
      case .resNet(var model):
        model.classes = newValue
        self = .resNet(model)
      case .mobileNetV2(var model):
        model.classes = newValue
        self = .mobileNetV2(model)
      }
    }
  }

  /// Whether the paper's drawing and the published code differ for this network.
  ///
  /// They do where the state reads the residual branch of a ResNet from outside the block.
  public var hasAliasedSource: Bool {
    guard case .resNet(let model) = self, let recurrence = model.recurrence else { return false }
    return recurrence.source == .branch && recurrence.sharing != .block
  }

  /// The network with the state read where `wiring` says.
  public func wired(_ wiring: Wiring) -> Architecture {
    guard case .resNet(var model) = self else { return self }
    model.wiring = wiring
    return .resNet(model)
  }

  /// What is wrong with a requested number of state channels.
  public enum StateChannelsFailure: Error, Hashable, Sendable {
    /// The network has no state.
    case noState
    /// The name fixes the number.
    case fixed(Int)
  }
}
