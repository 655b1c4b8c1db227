import CRLAOpenBLAS
import Glibc

/// An open library.
package struct BLASLibrary: @unchecked Sendable {
  /// Under which it was found.
  package let name: String
  /// They are valid until the library is closed.
  let functions: rla_blas

  /// Opens the first of these libraries that has the products, with kernels as OPENBLAS_CORETYPE says.
  package init(names: [String]) throws(LinearAlgebra.Failure) {
    // OpenBLAS would start a thread for each core as it is opened.
    let found = Environment.with("OPENBLAS_NUM_THREADS", "1") { Self.first(of: names) }
    guard let found else { throw .notInstalled(names: names) }
    (name, functions) = found
  }

  /// The same with the kernels of a core, where it has them; nil for those that it takes by itself.
  package init(names: [String], core: String?) throws(LinearAlgebra.Failure) {
    self = try Environment.with(LinearAlgebra.coreVariable, core) {
      () throws(LinearAlgebra.Failure) in try BLASLibrary(names: names)
    }
  }

  /// Every library is opened once, so that `close` closes it.
  private static func first(of names: [String]) -> (String, rla_blas)? {
    for name in names {
      if let functions = functions(of: name) { return (name, functions) }
    }
    return nil
  }

  private static func functions(of name: String) -> rla_blas? {
    withUnsafeTemporaryAllocation(of: rla_blas.self, capacity: 1) { place in
      guard let place = place.baseAddress, rla_blas_open(name, place) == 0 else { return nil }
      return place.pointee
    }
  }

  /// Afterward nothing may call its functions.
  package func close() {
    withUnsafePointer(to: functions, rla_blas_close)
  }

  /// The words of OpenBLAS about itself; nil for another library.
  package var configuration: String? { functions.configuration?().map { String(cString: $0) } }

  /// The core whose kernels it uses; nil for another library than OpenBLAS.
  package var coreName: String? { functions.core_name?().map { String(cString: $0) } }

  /// Whether it was built with the kernels of several processors.
  package var choosesKernels: Bool { configuration?.contains("DYNAMIC_ARCH") ?? false }

  /// The shortest time of a product of matrices that fit into an L2 cache, measured in at most about
  /// ten milliseconds.
  package var productTime: Duration {
    let side = 256
    let count = side * side
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * count) { numbers in
      numbers.initialize(repeating: 0.5)
      let (a, b, c) = (numbers.baseAddress, numbers[count...].base, numbers[(2 * count)...].base)
      let size = Int32(side)
      let clock = ContinuousClock()
      let times = (0..<6).map { _ in
        clock.measure {
          functions.sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, a, size, b, size, 0, c,
            size)
        }
      }
      return times.dropFirst().reduce(times[0], min)
    }
  }
}

extension Slice<UnsafeMutableBufferPointer<Float>> {
  /// Its first number.
  fileprivate var base: UnsafeMutablePointer<Float>? {
    UnsafeMutableBufferPointer(rebasing: self).baseAddress
  }
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
