import RLAExecution
import RLAText

/// How the algorithms of a measurement were chosen, and where its products ran.
struct TuningConditions {
  private let tuning: PlanTuning?
  private let options: PlanOptions
  private let cache: TuningCacheUse

  init(_ tuning: PlanTuning?, _ options: PlanOptions, _ cache: TuningCacheUse?) {
    self.tuning = tuning
    self.options = options
    self.cache = cache ?? .unused
  }

  /// The choice in one line.
  ///
  /// - Parameters:
  ///   - share: Of the multiply-adds that ran, those in the library; nil where that is not said.
  ///   - machine: Whose library it is.
  /// - Returns: `algorithms: the fastest by measurement, for 34 distinct layer passes (34 measured
  ///   now); 98.2 % of the multiply-adds ran in OpenBLAS`.
  func line(_ share: Double?, _ machine: Machine) -> String {
    let library = machine.blas?.hasPrefix("OpenBLAS") == true ? "OpenBLAS" : "BLAS"
    let only = options.kernels == .blas ? ", with all products in \(library)" : ""
    let part = share.map {
      "; \(Numbers.percent($0)) of the multiply-adds ran in \(library)"
    }
    return "algorithms: \(choice)\(only)\(part ?? "")"
  }

  private var choice: String {
    guard let tuning else {
      return options.algorithm == .exact ? "exact" : "chosen by rules of thumb, not measured"
    }
    if tuning.count == 0 { return "without a choice" }
    let numbers =
      [(tuning.measured, "measured now"), (tuning.known, "known from before")].filter { $0.0 > 0 }
      + (tuning.skipped > 0 ? [(tuning.skipped, "left to rules of thumb")] : [])
    let parts = numbers.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let lost = cache == .unwritable ? ", and the cache cannot be written" : ""
    let count = Numbers.counted(tuning.count, "distinct layer pass", plural: "es")
    return "the fastest by measurement, for \(count) (\(parts)\(lost))"
  }

  var members: [JSONValue.Member] {
    [
      .init("products", .string(options.kernels.rawValue)),
      .init("tuned", .bool(tuning != nil)),
      .init("tuning", tuning.map(json) ?? .null),
    ]
  }

  private func json(_ tuning: PlanTuning) -> JSONValue {
    [
      "source": .string(tuning.measured > 0 ? "measured" : "cache"),
      "measured": .integer(tuning.measured), "known": .integer(tuning.known),
      "skipped": .integer(tuning.skipped), "cache": .string(cache.rawValue),
    ]
  }
}
