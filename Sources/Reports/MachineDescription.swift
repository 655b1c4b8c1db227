import RLAExecution
import RLAText

/// A machine as the reports of measurements print it.
struct MachineDescription {
  let machine: Machine
  let roofline: Roofline
  let threads: Int

  var line: String { machine.text(threads: threads) }

  var rooflineLine: String {
    "roofline measured here: \(Numbers.fixed(roofline.gigaflops, decimals: 1)) GFLOP/s in "
      + "products, \(Numbers.fixed(roofline.gigabytes, decimals: 1)) GB/s copied (G = 10^9); a "
      + "multiply-add counts as 2 operations of the plain algorithm, so Winograd may pass 100 %"
  }

  var machineJSON: JSONValue { machine.json }

  var rooflineJSON: JSONValue {
    [
      "gigaflops": .number(roofline.gigaflops),
      "gigabytes_per_second": .number(roofline.gigabytes),
    ]
  }
}
