import Glibc
import RLAFiles

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

  /// Whether there was a thread to run on.
  private static func runOnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = SystemThread(stackSize: size, body) else { return false }
    // Signals interrupt the thread that works.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    thread.join()
    return true
  }
}
