import Glibc

/// A thread of low priority that handles no signals.
struct LoaderThread {
  private let thread: pthread_t

  /// Beside a thread of usual priority it gets a tenth of a processor, and all of an idle one.
  private static let niceness: Int32 = 10

  /// Starts to run `body`; nil where the system starts no thread.
  init?(_ body: @escaping @Sendable () -> Void) {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let status = pthread_create(
      &thread, nil,
      { work in
        guard let work else { return nil }
        // On Linux the priority is the calling thread's.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, LoaderThread.niceness)
        Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if status != 0 {
      work.release()
      return nil
    }
    self.thread = thread
  }

  /// Waits until `body` has returned.
  func join() { pthread_join(thread, nil) }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
