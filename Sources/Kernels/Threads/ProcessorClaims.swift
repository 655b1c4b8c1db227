import Glibc
import Synchronization

/// Processors that this process alone pins threads to.
///
/// Two measurements on the same processor would time each other. A claim is the name of an abstract
/// socket, which the system gives to one process at a time and takes back when that ends.
enum ProcessorClaims {
  /// The processors by number, with their sockets.
  private static let own = Mutex<[Int: Int32]>([:])

  /// Claims a processor for the rest of this process.
  ///
  /// - Returns: False where another process has it.
  static func claim(_ processor: Int) -> Bool {
    own.withLock { own in
      if own[processor] != nil { return true }
      let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      // Without sockets nobody can claim.
      if socket < 0 { return true }
      _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
      if bound(socket, "rla-profile processor \(processor)") || errno != EADDRINUSE {
        own[processor] = socket
        return true
      }
      close(socket)
      return false
    }
  }

  private static func bound(_ socket: Int32, _ name: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A zero in front makes the name abstract.
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path[1...].copyBytes(from: Array(name.utf8))
    }
    let length = MemoryLayout<sa_family_t>.size + 1 + name.utf8.count
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(length)) == 0
      }
    }
  }
}
