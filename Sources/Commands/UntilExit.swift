import Synchronization

/// Values that stay until the process ends, which gives back its memory at once.
///
/// To free a large network node by node takes as long as some passes over it.
enum UntilExit {
  private static let kept = Mutex<[any Sendable]>([])

  static func keep(_ value: some Sendable) { kept.withLock { $0.append(value) } }
}
