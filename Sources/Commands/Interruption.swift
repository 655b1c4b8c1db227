import Glibc
import Synchronization

/// Whether the user has pressed Ctrl-C; the second time ends the process as usual.
final class Interruption: Sendable {
  private static let requested = Atomic<Bool>(false)

  init() {
    signal(SIGINT) { _ in
      Interruption.requested.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }

  var isRequested: Bool { Self.requested.load(ordering: .relaxed) }
}
