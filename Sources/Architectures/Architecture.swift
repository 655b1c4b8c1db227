public import RLANetworks
public import RLASymbolic

/// A network definition as a value: change a field and get a variant.
public enum Architecture: Hashable, Sendable {
  case resNet(ResNet)
  case mobileNetV2(MobileNetV2)
  case detector(Detector)

  /// The network, built anew at each call.
  public var network: Network {
    switch self {
    case .resNet(let model): model.network
    case .mobileNetV2(let model): model.network
    case .detector(let model): model.network
    }
  }

  public var name: String {
    switch self {
    case .resNet(let model): model.name
    case .mobileNetV2(let model): model.name
    case .detector(let model): model.name
    }
  }

  /// Height and width of the images that published figures take.
  public var standardInput: (height: Int, width: Int) {
    if case .detector = self { Detector.standardInput } else { (224, 224) }
  }

  public var recurrence: Recurrence? {
    get {
      switch self {
      case .resNet(let model): model.recurrence
      case .mobileNetV2(let model): model.recurrence
      case .detector(let model): model.backbone.recurrence
      }
    }
    set {
      switch self {
      case .resNet: changeResNet { $0.recurrence = newValue }
      case .mobileNetV2: changeMobileNet { $0.recurrence = newValue }
      case .detector: changeDetector { $0.backbone.recurrence = newValue }
      }
    }
  }

  /// Classes that the network tells apart; of objects, without the background, for a detector.
  public var classes: Dim {
    get {
      switch self {
      case .resNet(let model): model.classes
      case .mobileNetV2(let model): model.classes
      case .detector(let model): model.classes
      }
    }
    set {
      switch self {
      case .resNet: changeResNet { $0.classes = newValue }
      case .mobileNetV2: changeMobileNet { $0.classes = newValue }
      case .detector: changeDetector { $0.classes = newValue }
      }
    }
  }

  /// The detector, where it is one.
  public var detector: Detector? {
    if case .detector(let model) = self { model } else { nil }
  }

  /// Whether the paper's drawing and the published code differ for this network.
  ///
  /// They do where the state reads the residual branch of a ResNet from outside the block.
  public var hasAliasedSource: Bool {
    if case .mobileNetV2 = self { return false }
    return recurrence.map { $0.source == .branch && $0.sharing != .block } ?? false
  }

  /// The network with the state read where `wiring` says.
  public func wired(_ wiring: Wiring) -> Architecture {
    var result = self
    result.changeResNet { $0.wiring = wiring }
    result.changeDetector { $0.backbone.wiring = wiring }
    return result
  }

  private mutating func changeResNet(_ change: (inout ResNet) -> Void) {
    guard case .resNet(var model) = self else { return }
    change(&model)
    self = .resNet(model)
  }

  private mutating func changeMobileNet(_ change: (inout MobileNetV2) -> Void) {
    guard case .mobileNetV2(var model) = self else { return }
    change(&model)
    self = .mobileNetV2(model)
  }

  /// Changes the detector, where it is one.
  public mutating func changeDetector(_ change: (inout Detector) -> Void) {
    guard case .detector(var model) = self else { return }
    change(&model)
    self = .detector(model)
  }

  /// What is wrong with a requested number of state channels.
  public enum StateChannelsFailure: Error, Hashable, Sendable {
    /// The network has no state.
    case noState
    /// The name fixes the number.
    case fixed(Int)
  }
}
