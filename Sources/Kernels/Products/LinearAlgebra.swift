import CRLAOpenBLAS
import Glibc
import Synchronization

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

  /// Opens the library with its fastest kernels on this processor, whatever OPENBLAS_CORETYPE says
  /// and whether or not the library knows the model.
  ///
  /// Call it before anything else needs the library. Opening changes the environment for a moment, so
  /// that no other thread should read it meanwhile.
  ///
  /// - Returns: What the variable asked for, where that was another core.
  /// - Throws: `Failure` where none is installed.
  public static func openForProcessor() throws(Failure) -> String? {
    searches.store(true, ordering: .relaxed)
    try open()
    // Another library than OpenBLAS does not read the variable.
    guard let wanted = coreOfEnvironment, let coreName else { return nil }
    return wanted.letters == coreName.letters ? nil : wanted
  }

  /// Whether kernels are chosen for the processor when the library is opened.
  private static let searches = Atomic<Bool>(false)

  private static var coreOfEnvironment: String? {
    getenv(coreVariable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `OpenBLAS 0.3.21 …`, the words of the library, or the name of one that has none; nil where none
  /// is installed.
  public static var configuration: String? {
    guard let library = try? opened.get().library else { return nil }
    return library.configuration ?? library.name
  }

  /// The processor whose kernels OpenBLAS uses, in its words: `Haswell`, `SkylakeX`; nil where the
  /// library is another one.
  public static var coreName: String? { kernels?.core }

  /// The kernels in use, and why; nil where no library is installed.
  public static var kernels: KernelChoice? { try? opened.get().choice }

  /// The products of the library; it must be installed.
  static var products: rla_blas {
    switch opened {
    case .success(let opened): opened.library.functions
    case .failure: preconditionFailure("Products need a library that `open` found.")
    }
  }

  /// Makes the library run on the calling thread only: threads are this package's own, split where
  /// it measures best.
  static func prepare() { products.set_threads?(1) }

  private typealias Opened = (library: BLASLibrary, choice: KernelChoice)

  private static let opened = Result { () throws(Failure) -> Opened in
    if searches.load(ordering: .relaxed) { return try search.found() }
    let core = try coreOfEnvironment.map { name throws(Failure) in try runnableCore(name) }
    let library = try BLASLibrary(names: names)
    let chosen = library.coreName
    if let core, let chosen, chosen.letters != core.name.letters {
      throw .absentCore(core.name, instead: chosen)
    }
    let isChoice = core == nil ? library.choosesKernels : chosen != nil
    let reason = core == nil ? KernelChoice.Reason.library : .environment
    return (library, KernelChoice(core: chosen, reason: isChoice ? reason : .noChoice))
  }

  private static var search: KernelSearch<BLASLibrary> {
    KernelSearch(
      open: { core throws(Failure) in try BLASLibrary(names: names, core: core?.name) },
      close: { $0.close() }, core: \.coreName, chooses: \.choosesKernels, time: \.productTime)
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
  static let coreVariable = "OPENBLAS_CORETYPE"
}
