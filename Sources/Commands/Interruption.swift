import Glibc
import Synchronization

/// Whether the user has pressed Ctrl-C; the second time ends the process as usual.
///
/// A process that was started to ignore it, as `nohup` does with other signals, goes on ignoring it.
final class Interruption: Sendable {
  private static let requested = Atomic<Bool>(false)

  init() {
    let before = signal(SIGINT, SIG_IGN)
    if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { return }
    signal(SIGINT) { _ in
      Interruption.requested.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }

  var isRequested: Bool { Self.requested.load(ordering: .relaxed) }
}
