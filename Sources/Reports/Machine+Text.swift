import RLAExecution
import RLAKernels
import RLAText

extension Machine {
  /// The machine in one line: processor, threads, OpenBLAS with its kernels, own loops, governor.
  func text(threads: Int) -> String {
    let replaced = replacedBLASCore.map { " (OPENBLAS_CORETYPE=\($0) overridden)" } ?? ""
    let unpinned = wantsPinning ? ", not pinned since others use processors" : ""
    let pinned = pins(threads) ? ", pinned" : unpinned
    let variables = threadVariables.map { "; \($0)" }.joined()
    return "machine: \(processor), \(Numbers.counted(cores, "core")), "
      + "\(Numbers.counted(threads, "thread"))\(origin)\(pinned); \(blas ?? "no BLAS"), "
      + "core \(blasCore ?? "not named")\(kernelsText)\(replaced); loops \(vectors); governor "
      + "\(governor ?? "not readable")\(variables)"
  }

  /// Why the library has these kernels, where it did not simply take them for the processor.
  private var kernelsText: String {
    guard let kernels, kernels.core != nil, kernels.reason != .library else { return "" }
    return ", \(kernels.reason.text)"
  }

  /// Who decided the number of threads, where it was neither the user's option nor the processors.
  private var origin: String {
    switch threadOrigin {
    case .environment(let name): " by \(name)"
    case .quota(let processors):
      " for the time of \(Numbers.fixed(processors, decimals: 2)) processors that a control group gives"
    case .option, .processors, nil: ""
    }
  }

  var json: JSONValue {
    [
      "processor": .string(processor), "cores": .integer(cores),
      "blas": blas.map(JSONValue.string) ?? .null,
      "blas_core": blasCore.map(JSONValue.string) ?? .null,
      "blas_reason": kernels.map { .string($0.reason.text) } ?? .null,
      "loops": .string(vectors), "widest_vectors": .string(widestVectors),
      "memory_bytes": memory.map(JSONValue.integer) ?? .null,
      "governor": governor.map(JSONValue.string) ?? .null,
      "thread_variables": .array(threadVariables.map(JSONValue.string)),
    ]
  }
}
