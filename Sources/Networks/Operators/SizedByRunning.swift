/// An operator whose results have a size that only running tells, until a run has told it.
public protocol SizedByRunning: Operator {
  /// The size; nil where nothing has told it yet.
  var count: Int? { get }

  /// The same operator after a run that has told the size.
  func sized(_ count: Int) -> Self
}

/// A node of a file that waits for numbers which only running tells.
public struct OpenNumbers: Sendable {
  /// The node, in a way that stays the same when the file is read again.
  public let key: String
  /// What makes as many elements as the values tell; nil where the elements of the first value are
  /// what the node waits for.
  public let function: (any SizedByRunning)?
  /// What has to be made first, by input of the function; nil for one that is left out.
  public let values: [ValueID?]

  public init(key: String, function: (any SizedByRunning)?, values: [ValueID?]) {
    self.key = key
    self.function = function
    self.values = values
  }
}
