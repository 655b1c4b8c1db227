import Glibc
import SystemPackage

extension FileDescriptor {
  func put(_ bytes: some Sequence<UInt8>) throws(Errno) {
    _ = try Errno.only { try writeAll(bytes) }
  }

  /// Writes all and closes the file, whether that succeeds or not.
  ///
  /// `isSynchronized` waits until the bytes are on the disk.
  func filled(
    isSynchronized: Bool = false, by fill: (FileDescriptor) throws(Errno) -> Void
  ) throws(Errno) {
    do throws(Errno) {
      try fill(self)
      if isSynchronized { try synchronize() }
    } catch {
      try? close()
      throw error
    }
    try Errno.only { try close() }
  }

  /// Waits until the bytes are on the disk, where the file system can.
  private func synchronize() throws(Errno) {
    while fsync(rawValue) != 0 {
      let reason = Errno(rawValue: errno)
      if reason == .interrupted { continue }
      if reason == .invalidArgument || reason == .notSupported { return }
      throw reason
    }
  }
}

/// Signals, which wait while something must not be left half-done.
struct HeldSignals {
  private var before = sigset_t()

  init() {
    var held = sigset_t()
    sigfillset(&held)
    // Crashes do not wait.
    for signal in LastResort.crashes { sigdelset(&held, signal) }
    pthread_sigmask(SIG_BLOCK, &held, &before)
  }

  /// Lets them through, those that came meanwhile first.
  func release() {
    var before = before
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}

extension FilePath {
  /// Where a chain of symbolic links ends, even where nothing is there yet.
  var followed: FilePath { steps.last ?? self }

  /// What this path names of what the process holds open, as /dev/stderr and /dev/fd/3 do.
  var descriptor: FileDescriptor? {
    for step in steps {
      guard let name = step.lastComponent?.string, let number = CInt(name), number >= 0,
        let folder = realpath(step.removingLastComponent().string, nil)
      else { continue }
      defer { free(folder) }
      if String(cString: folder) == "/proc/\(getpid())/fd" {
        return number == STDERR_FILENO ? StandardStreams.error : FileDescriptor(rawValue: number)
      }
    }
    return nil
  }

  /// This path and where its chain of symbolic links leads.
  private var steps: [FilePath] {
    var steps = [self]
    // Linux follows no more either.
    while steps.count <= 40, let last = steps.last, let link = last.link {
      steps.append(last.removingLastComponent().pushing(link))
    }
    return steps
  }

  /// What a symbolic link says.
  private var link: FilePath? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = readlink(string, base, buffer.count - 1)
      if count < 0 { return nil }
      base[count] = 0
      return FilePath(String(cString: base))
    }
  }
}

extension Errno {
  /// The words of the system, as the end of a sentence has them.
  var reason: String { description.lowercased() }

  /// Runs a function of the System library, all of which throw `Errno` and nothing else.
  static func only<Result>(_ body: () throws -> Result) throws(Errno) -> Result {
    do {
      return try body()
    } catch let error as Errno {
      throw error
    } catch {
      preconditionFailure("\(error) is not an error of the system.")
    }
  }
}
