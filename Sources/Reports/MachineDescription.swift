import Execution

/// A machine as the reports of measurements print it.
struct MachineDescription {
  let machine: Machine
  let roofline: Roofline
  let threads: Int

  var line: String {
    let replaced =
      machine.replacedBLASCore.map { " (OPENBLAS_CORETYPE=\($0) overridden)" } ?? ""
    return "machine: \(machine.processor), \(machine.cores) cores, \(threads) threads; "
      + "\(machine.blas), core \(machine.blasCore)\(replaced); loops \(machine.vectors); "
      + "governor \(machine.governor ?? "not readable")"
  }

  var rooflineLine: String {
    "roofline measured here: \(Figures.fixed(roofline.gigaflops, decimals: 1)) GFLOP/s in "
      + "products, \(Figures.fixed(roofline.gigabytes, decimals: 1)) GB/s copied (G = 10^9); a "
      + "multiply-add counts as 2 operations of the plain algorithm, so Winograd may pass 100 %"
  }

  var machineJSON: JSONValue {
    [
      "processor": .string(machine.processor), "cores": .integer(machine.cores),
      "blas": .string(machine.blas), "blas_core": .string(machine.blasCore),
      "loops": .string(machine.vectors),
      "governor": machine.governor.map(JSONValue.string) ?? .null,
    ]
  }

  var rooflineJSON: JSONValue {
    [
      "gigaflops": .number(roofline.gigaflops),
      "gigabytes_per_second": .number(roofline.gigabytes),
    ]
  }
}
