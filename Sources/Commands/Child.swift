import Glibc
import SystemPackage

/// A process of this program that answers one request.
struct Child: ~Copyable {
  /// How a process ended.
  enum Ending: Hashable {
    case code(Int32)
    case signal(Int32)
  }

  let input: FileDescriptor
  private let output: FileDescriptor
  private let process: pid_t

  /// Starts this program again.
  ///
  /// - Parameter arguments: The name of the program and its arguments.
  /// - Throws: `Errno` where the system starts none.
  init(_ arguments: [String]) throws(Errno) {
    let request = try Errno.only { try FileDescriptor.pipe() }
    let answer: (readEnd: FileDescriptor, writeEnd: FileDescriptor)
    do throws(Errno) {
      answer = try Errno.only { try FileDescriptor.pipe() }
      // The child must not hold the ends of this process, or it would never see the end.
      for end in [request.writeEnd, answer.readEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
      process = try Self.start(arguments, input: request.readEnd, output: answer.writeEnd)
    } catch {
      for end in [request.readEnd, request.writeEnd] { try? end.close() }
      throw error
    }
    for end in [request.readEnd, answer.writeEnd] { try? end.close() }
    (input, output) = (request.writeEnd, answer.readEnd)
  }

  private static func start(
    _ arguments: [String], input: FileDescriptor, output: FileDescriptor
  ) throws(Errno) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.rawValue, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    for end in [input, output] { posix_spawn_file_actions_addclose(&actions, end.rawValue) }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let status = posix_spawn(&process, "/proc/self/exe", &actions, nil, &words, environ)
    if status != 0 { throw Errno(rawValue: status) }
    return process
  }

  /// All that the child writes until it ends; nil where that takes too long.
  ///
  /// `progress` is called about once a second.
  func answer(
    until deadline: ContinuousClock.Instant, _ progress: () -> Void
  ) throws(Errno) -> [UInt8]? {
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { chunk.deallocate() }
    while ContinuousClock.now < deadline {
      var wait = pollfd(fd: output.rawValue, events: Int16(POLLIN), revents: 0)
      if poll(&wait, 1, 1000) <= 0 {
        progress()
        continue
      }
      let count = try Errno.only { try output.read(into: chunk) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    return nil
  }

  /// Ends the child where it has not ended, and says how it did.
  consuming func end() -> Ending {
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal)
  }

  deinit {
    try? input.close()
    try? output.close()
  }
}
