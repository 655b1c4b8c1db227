import Glibc

/// A thread of the system, for what needs a stack or a priority of its own.
package struct SystemThread: Sendable {
  private let thread: pthread_t

  /// Starts to run `body`; nil where the system starts no such thread.
  ///
  /// - Parameters:
  ///   - stackSize: Bytes of its stack, whatever `ulimit -s` says; without, as many as that says.
  ///   - body: What it runs.
  package init?(stackSize: Int? = nil, _ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let status = pthread_create(
      &thread, &attributes,
      { work in
        if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    if status != 0 {
      work.release()
      return nil
    }
    self.thread = thread
  }

  /// Waits until `body` has returned.
  package func join() { pthread_join(thread, nil) }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
