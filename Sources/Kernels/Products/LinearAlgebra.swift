import CRLAOpenBLAS
import Glibc

/// The linear algebra library of this process: OpenBLAS, or another BLAS with C's interface.
///
/// It is opened when it is first needed, so that counting starts without it.
public enum LinearAlgebra {
  /// Why there is no library to use, as facts.
  public enum Failure: Error, Hashable, Sendable {
    /// None of these names can be opened.
    case notInstalled(names: [String])
    /// OPENBLAS_CORETYPE names no core that OpenBLAS has kernels for.
    case unknownCore(String, known: [String])
    /// Its kernels use sets of instructions that this processor, or the system on it, lacks.
    case core(String, missing: [String])
    /// The installed library was built without the kernels of a core and would use another's.
    case absentCore(String, instead: String)
    /// The bytes of addresses that opening it takes, and what limits leave.
    case addresses(needed: Int, left: Int)
  }

  /// Bytes of addresses that the library takes while some threads multiply with it.
  ///
  /// OpenBLAS maps a buffer for each thread that calls it, and tries for ever where it finds no room.
  package static func addressBytes(threads: Int) -> Int { openingBytes + threads * bufferBytes }

  /// As `mmap` shows for OpenBLAS 0.3.21: 35 MiB of code, 16 MiB of tables, and some room.
  private static let openingBytes = 64 << 20
  /// BUFFER_SIZE of OpenBLAS for x86-64.
  private static let bufferBytes = 128 << 20

  /// Opens the library, unless it is open, with the kernels that OPENBLAS_CORETYPE names, if it is
  /// set.
  ///
  /// - Throws: `Failure` where none is installed, or the processor or the library lacks the kernels.
  public static func open() throws(Failure) { _ = try opened.get() }

  /// Opens the library with its kernels for this processor, whatever OPENBLAS_CORETYPE says.
  ///
  /// Call it before anything else needs the library. Opening changes the environment for a moment, so
  /// that no other thread should read it meanwhile.
  ///
  /// - Returns: What the variable asked for, where that was another core.
  /// - Throws: `Failure` where none is installed.
  public static func openForProcessor() throws(Failure) -> String? {
    guard let wanted = coreOfEnvironment else {
      try open()
      return nil
    }
    try Environment.with(coreVariable, nil, open)
    return wanted.lowercased() == coreName?.lowercased() ? nil : wanted
  }

  private static var coreOfEnvironment: String? {
    getenv(coreVariable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `OpenBLAS 0.3.21 …`, the words of the library, or the name of one that has none; nil where none
  /// is installed.
  public static var configuration: String? {
    guard let library = try? opened.get() else { return nil }
    return library.functions.configuration?().map { String(cString: $0) } ?? library.name
  }

  /// The processor whose kernels OpenBLAS uses, in its words: `Haswell`, `SkylakeX`; nil where the
  /// library is another one.
  public static var coreName: String? {
    guard let library = try? opened.get() else { return nil }
    return library.functions.core_name?().map { String(cString: $0) }
  }

  /// The products of the library; it must be installed.
  static var products: rla_blas {
    switch opened {
    case .success(let library): library.functions
    case .failure: preconditionFailure("Products need a library that `open` found.")
    }
  }

  /// Makes the library run on the calling thread only: threads are this package's own, split where
  /// it measures best.
  static func prepare() { products.set_threads?(1) }

  private static let opened = Result { () throws(Failure) in
    let core = try coreOfEnvironment.map { name throws(Failure) in try runnableCore(name) }
    // OpenBLAS would start a thread for each core as it is opened.
    let library = try Environment.with("OPENBLAS_NUM_THREADS", "1") { () throws(Failure) in
      try BLASLibrary(names: names)
    }
    let chosen = library.functions.core_name?().map { String(cString: $0) }
    if let core, let chosen, chosen.letters != core.name.letters {
      throw .absentCore(core.name, instead: chosen)
    }
    return library
  }

  private static func runnableCore(_ name: String) throws(Failure) -> BLASCore {
    guard let core = BLASCore.named(name) else {
      throw .unknownCore(name, known: BLASCore.x86.map(\.name))
    }
    let missing = core.missing
    if !missing.isEmpty { throw .core(core.name, missing: missing) }
    return core
  }

  private static let names = ["libopenblas.so.0", "libopenblas.so", "libblas.so.3"]
  private static let coreVariable = "OPENBLAS_CORETYPE"
}

/// An open library.
package struct BLASLibrary: @unchecked Sendable {
  /// Under which it was found.
  package let name: String
  /// They stay valid, since the library is never closed.
  let functions: rla_blas

  /// Opens the first of these libraries that has the products.
  package init(names: [String]) throws(LinearAlgebra.Failure) {
    for name in names {
      if let functions = Self.functions(of: name) {
        self.name = name
        self.functions = functions
        return
      }
    }
    throw .notInstalled(names: names)
  }

  private static func functions(of name: String) -> rla_blas? {
    withUnsafeTemporaryAllocation(of: rla_blas.self, capacity: 1) { place in
      guard let place = place.baseAddress, rla_blas_open(name, place) == 0 else { return nil }
      return place.pointee
    }
  }
}

extension String {
  /// Letters and digits alone: OpenBLAS spells a core `Opteron_SSE3` and `Opteron(SSE3)`.
  fileprivate var letters: String { lowercased().filter { $0.isLetter || $0.isNumber } }
}

/// The variables that libraries read as they are opened.
private enum Environment {
  /// Runs `body` while a variable has another value, or none.
  static func with<Result, Failure>(
    _ name: String, _ value: String?, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = getenv(name).map { String(cString: $0) }
    set(name, value)
    defer { set(name, before) }
    return try body()
  }

  private static func set(_ name: String, _ value: String?) {
    if let value { setenv(name, value, 1) } else { unsetenv(name) }
  }
}
