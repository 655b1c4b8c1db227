import Glibc
import Synchronization

/// Whether the user has pressed Ctrl-C; the second time ends the process as usual.
///
/// Of several processes mpirun hears it, and passes it on as a request to end.
///
/// A process that was started to ignore it, as `nohup` does with other signals, goes on ignoring it.
final class Interruption: Sendable {
  private static let requested = Atomic<Bool>(false)

  init(ofSeveral: Bool = false) {
    for number in ofSeveral ? [SIGINT, SIGTERM] : [SIGINT] {
      let before = signal(number, SIG_IGN)
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
      signal(number) { number in
        Interruption.requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  var isRequested: Bool { Self.requested.load(ordering: .relaxed) }
}
