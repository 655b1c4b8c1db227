import Glibc

/// Runs the program on a stack that holds the deepest input that the readers accept, whatever
/// `ulimit -s` says.
package enum AmpleStack {
  /// Bytes, the usual limit on Linux; the parser of YAML needs most, 1000 levels deep.
  private static let size = 8 << 20

  /// Runs `body` here where the stack may grow to `size`, on a thread of its own where not.
  package static func run(_ body: @escaping @Sendable () -> Void) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit)
    if limit.rlim_cur >= rlim_t(size) || !runOnThread(body) { body() }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Whether there was a thread to run on.
  private static func runOnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, size)
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if status != 0 {
      work.release()
      return false
    }
    // Signals interrupt the thread that works.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    pthread_join(thread, nil)
    return true
  }
}
