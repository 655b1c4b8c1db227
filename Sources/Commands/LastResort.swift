import Glibc

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
    // The usual stack may be what ran out.
    var stack = stack_t()
    stack.ss_size = 1 << 16
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stack.ss_size, alignment: 16)
    sigaltstack(&stack, nil)
    handle { _ in
      let isMemoryGone = LastResort.isAddressSpaceGone
      let sentence = isMemoryGone ? Wording.memoryRanOut : Wording.ownFault
      _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
      _exit(isMemoryGone ? LastResort.memoryCode : 70)
    }
  }

  /// Lets crashes end the process as usual, those for want of memory with `memoryCode`.
  static func withdraw() {
    handle { _ in
      if LastResort.isAddressSpaceGone { _exit(LastResort.memoryCode) }
    }
  }

  static let memoryCode: Int32 = 71

  /// A handler, which may call little, sees the first crash; the next, where it returns, is as usual.
  private static func handle(_ handler: @convention(c) (Int32) -> Void) {
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = handler
      action.sa_flags = SA_ONSTACK | Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
    }
  }

  /// Whether a limit on the address space is what an array can have run into.
  ///
  /// An array that grows asks for twice its size beside it, so two thirds of the limit were not
  /// free.
  private static var isAddressSpaceGone: Bool {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur != rlim_t.max
    else { return false }
    let size = Int(clamping: limit.rlim_cur / 3 * 2)
    let room = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    return room == MAP_FAILED
  }
}
