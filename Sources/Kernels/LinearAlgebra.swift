import COpenBLAS
import Glibc

/// The linear algebra library of this process.
public enum LinearAlgebra {
  /// The library's description of itself: `OpenBLAS 0.3.21 …`.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// The processor whose kernels OpenBLAS uses, as it names it: `Haswell`, `SkylakeX`.
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// Makes the library run on the calling thread only: this package splits the work over threads of
  /// its own.
  static func prepare() { openblas_set_num_threads(1) }

  /// Lets the library choose kernels for this processor, whatever OPENBLAS_CORETYPE says; has to be
  /// called before the first product.
  ///
  /// - Returns: The core that the environment had chosen, where that was another one; nil also
  ///   where the library cannot choose again.
  public static func chooseKernelsForProcessor() -> String? {
    guard let wanted = getenv(coreVariable).map({ String(cString: $0) }),
      let quit = dlsym(nil, "gotoblas_dynamic_quit"),
      let start = dlsym(nil, "gotoblas_dynamic_init")
    else { return nil }
    typealias Function = @convention(c) () -> Void
    let before = coreName
    unsetenv(coreVariable)
    unsafeBitCast(quit, to: Function.self)()
    unsafeBitCast(start, to: Function.self)()
    setenv(coreVariable, wanted, 1)
    return coreName == before ? nil : before
  }

  private static let coreVariable = "OPENBLAS_CORETYPE"
}
