import RLAExecution
import RLAText

extension Machine {
  /// The machine in one line: processor, threads, OpenBLAS with its kernels, own loops, governor.
  func text(threads: Int) -> String {
    let replaced = replacedBLASCore.map { " (OPENBLAS_CORETYPE=\($0) overridden)" } ?? ""
    let pinned = pins(threads) ? ", pinned" : ""
    return "machine: \(processor), \(cores) cores, \(threads) "
      + "\(threads == 1 ? "thread" : "threads")\(pinned); \(blas), "
      + "core \(blasCore)\(replaced); loops \(vectors); governor \(governor ?? "not readable")"
  }

  var json: JSONValue {
    [
      "processor": .string(processor), "cores": .integer(cores),
      "blas": .string(blas), "blas_core": .string(blasCore),
      "loops": .string(vectors),
      "governor": governor.map(JSONValue.string) ?? .null,
    ]
  }
}
