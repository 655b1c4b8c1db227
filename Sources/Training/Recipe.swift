import Glibc

/// What a training does beside the network and the data: the numbers of the published scripts.
///
/// Source: RLA-Net, `classification/train.py` and `train_light.py`.
public struct Recipe: Hashable, Sendable {
  public enum Name: String, Hashable, Sendable, CaseIterable {
    /// `train.py`, for ResNets.
    case published
    /// `train_light.py`, for MobileNets.
    case light
  }

  public let name: Name
  public var epochs: Int
  /// Images of a step.
  public var batch: Int
  /// The rate of the first epoch.
  public var rate: Double
  public var schedule: RateSchedule
  public var momentum: Double
  /// On every parameter, norms and biases too.
  public var decay: Double

  public init(_ name: Name) {
    self.name = name
    momentum = 0.9
    switch name {
    case .published:
      (epochs, batch, rate, decay) = (120, 256, 0.1, 1e-4)
      schedule = .steps(length: 30, factor: 0.1)
    case .light:
      (epochs, batch, rate, decay) = (400, 96, 0.045, 4e-5)
      schedule = .power(0.98)
    }
  }

  /// Steps between two lines about an epoch that runs.
  public var printFrequency: Int { name == .published ? 10 : 50 }

  /// Whether checkpoints say the name of the network.
  public var savesArchitecture: Bool { name == .light }

  /// The rate of an epoch, counted from 0.
  public func rate(epoch: Int) -> Double { schedule.rate(rate, epoch: epoch) }
}

/// How the rate falls from epoch to epoch; within one it stays.
public enum RateSchedule: Hashable, Sendable {
  /// Times `factor` after every `length` epochs.
  case steps(length: Int, factor: Double)
  /// Times this after every epoch.
  case power(Double)

  /// The rate of an epoch, counted from 0, where that of the first is `first`.
  public func rate(_ first: Double, epoch: Int) -> Double {
    switch self {
    case .steps(let length, let factor): first * pow(factor, Double(epoch / length))
    case .power(let factor): first * pow(factor, Double(epoch))
    }
  }
}
