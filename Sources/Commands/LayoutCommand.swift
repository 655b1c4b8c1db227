import ArgumentParser
import Glibc
import RLADiagrams
import RLAFiles
import RLAKernels
import SystemPackage

/// Lays one graph out for the process that started this one, `LayoutProcess`.
///
/// Standard input is a line with the number of bytes and the graph; standard output is a
/// `RenderReply`. The process ends as soon as its standard input does, because nobody waits then.
struct LayoutCommand: ParsableCommand {
  static let name = "lay-out"

  static let configuration = CommandConfiguration.command(
    name, abstract: "Lay one graph out.", shouldDisplay: false)

  @Argument var format: DiagramFormat

  func run() throws {
    // The other process reads from the signal what happened.
    LastResort.withdraw()
    guard let graph = Self.graph() else { throw ExitCode(65) }
    LayoutLimits.apply()
    guard LayoutThread.start(graph, format) else { throw ExitCode(71) }
    Self.awaitEnd()
    _exit(0)
  }

  private static func awaitEnd() {
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte in
      while let count = try? FileDescriptor.standardInput.read(into: byte), count > 0 {}
    }
  }

  /// The graph on standard input; nil where it is not whole.
  private static func graph() -> String? {
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { chunk.deallocate() }
    while let count = try? FileDescriptor.standardInput.read(into: chunk), count > 0 {
      bytes += chunk[..<count]
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { continue }
      guard let size = Int(String(decoding: bytes[..<end], as: UTF8.self)) else { return nil }
      let graph = bytes[(end + 1)...]
      if graph.count == size { return String(decoding: graph, as: UTF8.self) }
    }
    return nil
  }
}

/// The thread that draws, on a stack that does not depend on `ulimit -s`.
private enum LayoutThread {
  /// Bytes of stacks to try, since a limit on addresses may leave no room for the largest.
  private static let stacks = [1 << 29, 1 << 26, 1 << 23]

  /// Starts to draw; the process ends with the answer.
  ///
  /// - Returns: Whether the system starts a thread.
  static func start(_ graph: String, _ format: DiagramFormat) -> Bool {
    stacks.contains { SystemThread(stackSize: $0) { draw(graph, format) } != nil }
  }

  private static func draw(_ graph: String, _ format: DiagramFormat) {
    let result = Result { () throws(RenderFailure) in
      try GraphvizRenderer().render(graph, as: format)
    }
    let isWritten = (try? FileDescriptor.standardOutput.put(RenderReply.bytes(of: result))) != nil
    _exit(isWritten ? 0 : 74)
  }
}

/// What a layout may take.
enum LayoutLimits {
  /// Seconds of processor time.
  static let processorSeconds = 120
  /// Seconds of waiting, on a machine that is busy with other work.
  static let waitedSeconds = 600
  /// Bytes of addresses, the stack included.
  private static let addresses = 5 << 30

  /// Lowers the limits of this process, never raising one.
  static func apply() {
    lower(RLIMIT_CPU, to: processorSeconds)
    // AddressSanitizer reserves more addresses than that.
    if !MemoryGuard.isWatched { lower(RLIMIT_AS, to: addresses) }
    lower(RLIMIT_CORE, to: 0)
  }

  private static func lower(_ resource: __rlimit_resource, to most: Int) {
    let resource = __rlimit_resource_t(resource.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur > rlim_t(most) else { return }
    limit.rlim_cur = rlim_t(most)
    setrlimit(resource, &limit)
  }
}
