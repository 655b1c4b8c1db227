package import RLAExecution
import RLAKernels
package import RLAText

/// A machine and what it can do at most, as text or JSON.
package struct MachineReport: Sendable {
  private let machine: Machine
  private let roofline: Roofline

  package init(_ machine: Machine, _ roofline: Roofline) {
    self.machine = machine
    self.roofline = roofline
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  private var json: JSONValue {
    .document([
      .init("kind", "machine"), .init("threads", .integer(roofline.all.threads)),
      .init("pinned", .bool(machine.pins(roofline.all.threads))),
      .init("machine", machine.json), .init("roofline", roofline.json),
      .init("warnings", .array(machine.warnings(roofline).map(JSONValue.string))),
    ])
  }

  private var rates: [Roofline.Rates] { roofline.rates }

  private var table: Table {
    let columns = rates.map { rates in
      Table.Column(
        Numbers.counted(rates.threads, "thread"), key: "threads_\(rates.threads)", .right)
    }
    return Table(
      columns: [
        Table.Column("figure", key: "figure", .left),
        Table.Column("unit", key: "unit", .left, isRepeated: true),
      ] + columns + [Table.Column("of peak", key: "peak_share", .right)],
      rows: arithmeticRows + streamRows, header: header, footer: footer)
  }

  private var arithmeticRows: [[Table.Cell]] {
    [
      row("multiply-adds, \(roofline.vectors)", "GFLOP/s", share: 1) { $0.gigaflops },
      row("products of BLAS", "GFLOP/s", share: roofline.productShare) { $0.productGigaflops },
    ]
  }

  private var streamRows: [[Table.Cell]] {
    roofline.all.streams.flatMap { stream -> [[Table.Cell]] in
      let name = stream.level.rawValue
      func of(_ rates: Roofline.Rates) -> Roofline.Stream? {
        rates.streams.first { $0.level == stream.level }
      }
      return [
        row("\(name), read", "GB/s", share: nil) { of($0)?.read },
        row("\(name), triad", "GB/s", share: nil) { of($0)?.triad },
      ]
    }
  }

  private func row(
    _ name: String, _ unit: String, share: Double?, _ value: (Roofline.Rates) -> Double?
  ) -> [Table.Cell] {
    [Table.Cell(name), Table.Cell(unit)]
      + rates.map { value($0).map { Table.Cell($0, decimals: 1) } ?? "" }
      + [share.map { Table.Cell(share: $0) } ?? ""]
  }

  private var header: [String] {
    [machine.text(threads: roofline.all.threads), kernelsLine, sizesLine]
      + machine.warnings(roofline).map { "warning: \($0)" }
  }

  private var kernelsLine: String {
    guard let kernels = machine.kernels else { return "kernels: no linear algebra library" }
    return "kernels: \(kernels.core.map { "\($0), " } ?? "")\(kernels.reason.text)"
  }

  private var sizesLine: String {
    let caches = roofline.caches
    let l2 = caches.l2.map { "L2 \(Numbers.grouped($0)) bytes for each core" }
    let l3 = caches.l3.map { "L3 \(Numbers.grouped($0)) bytes" }
    let memory = machine.memory.map { "memory \(Numbers.grouped($0)) bytes" }
    let parts = [l2, l3, memory].compactMap(\.self)
    return parts.isEmpty
      ? "sizes of caches and memory: not readable" : parts.joined(separator: ", ")
  }

  private var footer: [String] {
    let sets = roofline.all.streams.map {
      "\($0.level.rawValue) \(Numbers.grouped($0.bytes)) bytes"
    }
    return [
      "multiply-adds: independent ones in registers, float32, each counted as 2 operations; products: "
        + "384x384 matrices, one for each thread; the best of several rounds, G = 10^9",
      "read: a sum; triad: y = a + s*b, three arrays, without the lines of y that are read before they "
        + "are written; over \(sets.joined(separator: ", ")) with all threads",
      "'of peak' is of all threads",
    ]
  }
}
