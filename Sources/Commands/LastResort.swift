import Glibc
import Synchronization
import SystemPackage

/// What a crash leaves to do: one sentence and an exit code.
///
/// Swift ends a process where an array finds no memory, and so do the libraries; no `catch` sees
/// that. A reader of the standard error should learn of it in words all the same.
enum LastResort {
  /// Call it once, at the start.
  ///
  /// SWIFT_BACKTRACE in the environment asks for the runtime's own report.
  static func prepare() {
    if getenv("SWIFT_BACKTRACE") != nil { return }
    StandardStreams.silenceLibraries()
    // The usual stack may be what ran out.
    var stack = stack_t()
    stack.ss_size = 1 << 16
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stack.ss_size, alignment: 16)
    sigaltstack(&stack, nil)
    handle { _ in
      // Several threads may crash at once, on the same instruction say.
      if LastResort.isEnding.exchange(true, ordering: .relaxed) { while true { pause() } }
      let isMemoryGone = LastResort.isMemoryGone
      let sentence = isMemoryGone ? Wording.memoryRanOut : Wording.ownFault
      _ = write(StandardStreams.error.rawValue, sentence.utf8Start, sentence.utf8CodeUnitCount)
      _exit(isMemoryGone ? LastResort.memoryCode : 70)
    }
  }

  /// Lets crashes end the process as usual, those for want of memory with `memoryCode`.
  static func withdraw() {
    handle { number in
      if LastResort.isMemoryGone { _exit(LastResort.memoryCode) }
      signal(number, SIG_DFL)
    }
  }

  static let memoryCode: Int32 = 71

  /// The signals of a crash.
  static let crashes = [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE]

  private static let isEnding = Atomic(false)

  /// Sets a handler, which may call little; a crash inside it ends the process as usual.
  private static func handle(_ handler: @convention(c) (Int32) -> Void) {
    for number in crashes {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = handler
      sigfillset(&action.sa_mask)
      action.sa_flags = SA_ONSTACK
      sigaction(number, &action, nil)
    }
  }

  /// Whether a limit on addresses or on data is what an array can have run into.
  ///
  /// An array that grows asks for twice its size beside it, so two thirds of the limit were not
  /// free.
  private static var isMemoryGone: Bool { isUsedUp(RLIMIT_AS) || isUsedUp(RLIMIT_DATA) }

  /// Allocates nothing, since a signal handler asks.
  private static func isUsedUp(_ resource: __rlimit_resource) -> Bool {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0,
      limit.rlim_cur != rlim_t.max
    else { return false }
    let size = Int(clamping: limit.rlim_cur / 3 * 2)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    return mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED
  }
}
