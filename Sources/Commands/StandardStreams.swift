import Glibc

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
