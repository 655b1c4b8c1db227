import Glibc
import SystemPackage

extension FileDescriptor {
  func put(_ bytes: [UInt8]) throws(Errno) {
    _ = try Errno.only { try writeAll(bytes) }
  }

  /// Writes all and closes the file, whether that succeeds or not.
  func filled(with bytes: [UInt8]) throws(Errno) {
    do throws(Errno) {
      try put(bytes)
    } catch {
      try? close()
      throw error
    }
    try Errno.only { try close() }
  }
}

extension FilePath {
  /// Where a chain of symbolic links ends, even where nothing is there yet.
  var followed: FilePath {
    var path = self
    // Linux follows no more either.
    for _ in 0..<40 {
      guard let link = path.link else { break }
      path = path.removingLastComponent().pushing(link)
    }
    return path
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
