/// The curves of one training, as its logs have them.
public struct TrainingCurves: Hashable, Sendable {
  public let name: String
  /// Those that there are, by file.
  public let logs: [PublishedLog: LogSeries]
  /// Of the validation, which only the log of this program has; empty where there is none.
  public let validationLoss: LogSeries

  public init(
    name: String, logs: [PublishedLog: LogSeries], validationLoss: LogSeries = LogSeries([])
  ) {
    (self.name, self.logs, self.validationLoss) = (name, logs, validationLoss)
  }

  public subscript(log: PublishedLog) -> LogSeries { logs[log] ?? LogSeries([]) }

  /// Epochs that some log has.
  public var epochs: [Int] {
    Set(logs.values.flatMap { $0.points.map(\.epoch) }).sorted()
  }
}

/// A line of the log of this program, as far as curves need it.
public struct LoggedEpoch: Decodable, Sendable {
  public let epoch: Int
  public let validationLoss: Double?

  enum CodingKeys: String, CodingKey {
    case epoch
    case validationLoss = "validation_loss"
  }
}
