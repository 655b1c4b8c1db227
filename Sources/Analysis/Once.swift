import Synchronization

/// A value that is computed at its first use, on any thread, and kept.
final class Once<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  func value(_ make: () -> Value) -> Value {
    if let value = stored.withLock({ $0 }) { return value }
    let value = make()
    stored.withLock { $0 = value }
    return value
  }
}
