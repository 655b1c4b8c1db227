import Glibc
import RLAFiles

/// A thread of low priority that handles no signals.
struct LoaderThread {
  private let thread: SystemThread

  /// Beside a thread of usual priority it gets a tenth of a processor, and all of an idle one.
  private static let niceness: Int32 = 10

  /// Starts to run `body`; nil where the system starts no thread.
  init?(_ body: @escaping @Sendable () -> Void) {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let started = SystemThread {
      // On Linux the priority is the calling thread's.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
      body()
    }
    guard let started else { return nil }
    thread = started
  }

  /// Waits until `body` has returned.
  func join() { thread.join() }
}
