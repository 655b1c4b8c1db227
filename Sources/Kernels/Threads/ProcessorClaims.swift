import Glibc
import Synchronization

/// Cores that this process alone pins threads to.
///
/// Two measurements on the same core would time each other, on two of its processors too. A claim is
/// the name of an abstract socket, which the system gives to one process at a time and takes back
/// when that ends.
enum ProcessorClaims {
  /// The cores by name, with their sockets.
  private static let own = Mutex<[String: Int32]>([:])

  /// Claims a core for the rest of this process.
  ///
  /// - Returns: False where another process has it.
  static func claim(_ core: String) -> Bool {
    own.withLock { own in
      if own[core] != nil { return true }
      let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      // Without sockets nobody can claim.
      if socket < 0 { return true }
      _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
      if bound(socket, "rla-profile core \(core)") || errno != EADDRINUSE {
        own[core] = socket
        return true
      }
      close(socket)
      return false
    }
  }

  /// Bytes of a name after its zero; longer ones are cut.
  private static let addressSpace = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  private static func bound(_ socket: Int32, _ name: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A zero in front makes the name abstract.
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path[1...].copyBytes(from: name.utf8.prefix(path.count - 1))
    }
    let length = MemoryLayout<sa_family_t>.size + 1 + min(name.utf8.count, addressSpace)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(length)) == 0
      }
    }
  }
}
