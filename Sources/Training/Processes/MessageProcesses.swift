import CRLAMPI
import Glibc

/// The processes that mpirun has started.
public enum StartedProcesses {
  /// How many the environment says there are, by Open MPI or by MPICH; 1 without mpirun.
  package static func count(
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) -> Int {
    for name in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"] {
      if let count = environment(name).flatMap({ Int($0) }), count > 0 { return count }
    }
    return 1
  }

  /// Why this process cannot join the others.
  public enum Failure: Error, Hashable, Sendable {
    /// This program was built without MPI.
    case notBuilt
    /// The MPI lets only one thread of a process send.
    case singleThread
  }

  /// Joins the other processes.
  ///
  /// - Returns: All of them, `SingleProcess` where there is one.
  public static func join() throws(Failure) -> any ProcessGroup {
    if count() == 1 { return SingleProcess() }
    #if MPI
    guard messages_begin() else { throw .singleThread }
    return MessageProcesses()
    #else
    throw .notBuilt
    #endif
  }

  /// Takes leave of the others, which all do.
  public static func leave(_ group: any ProcessGroup) {
    #if MPI
    if group.place.count > 1 { messages_end() }
    #endif
  }

  /// Ends all processes with an exit code, where there are several.
  public static func abort(_ group: any ProcessGroup, code: Int32) {
    #if MPI
    if group.place.count > 1 { messages_abort(code) }
    #endif
  }
}

#if MPI
/// Processes that exchange messages by MPI.
private final class MessageProcesses: ProcessGroup {
  let place = ProcessPlace(rank: Int(messages_rank()), count: Int(messages_count()))
  let localCount = Int(messages_local_count())

  func sum(_ values: UnsafeMutableBufferPointer<Float>) {
    messages_sum_floats(values.baseAddress, values.count)
  }

  func sum(_ values: inout [Double]) {
    values.withUnsafeMutableBufferPointer { messages_sum_doubles($0.baseAddress, $0.count) }
  }

  func least(_ values: inout [Int32]) {
    values.withUnsafeMutableBufferPointer { messages_least($0.baseAddress, $0.count) }
  }

  func broadcast(_ values: inout [Float]) {
    values.withUnsafeMutableBufferPointer { messages_broadcast($0.baseAddress, $0.count) }
  }
}
#endif
