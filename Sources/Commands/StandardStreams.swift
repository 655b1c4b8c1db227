import Glibc
import Synchronization
import SystemPackage

/// The three streams and the signals that a write can raise, as the rest of the program expects
/// them.
enum StandardStreams {
  /// Call it first, before any file is opened.
  static func prepare() {
    reserve()
    // A write that fails says so itself: one failure, one sentence, nothing half-written.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  private static let errorNumber = Atomic<CInt>(STDERR_FILENO)

  /// The standard error that the process was started with; a signal handler may ask for it too.
  static var error: FileDescriptor {
    FileDescriptor(rawValue: errorNumber.load(ordering: .relaxed))
  }

  /// Drops what the runtime and libraries write to the standard error from now on, traces of the
  /// stack among it: a user gets one sentence.
  static func silenceLibraries() {
    let own = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    if own >= 0, nowhere >= 0 {
      errorNumber.store(own, ordering: .relaxed)
      dup2(nowhere, STDERR_FILENO)
    }
    if nowhere >= 0 { close(nowhere) }
  }

  /// Occupies those of the first three descriptors that are closed, so that no file of ours gets
  /// their numbers.
  ///
  /// Each is opened the wrong way round: to read from standard input or to write to the others
  /// still fails.
  private static func reserve() {
    for (stream, way) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(stream, F_GETFD) < 0 {
      _ = open("/dev/null", way)
    }
  }
}
