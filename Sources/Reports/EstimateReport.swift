package import RLAText
package import RLATraining

/// What a training will cost, from measured steps.
package struct EstimateReport: Sendable {
  /// Bytes that a training takes.
  package struct Memory: Sendable {
    let weights: Int
    let gradientsAndMomentum: Int
    let activations: Int

    package init(weights: Int, gradientsAndMomentum: Int, activations: Int) {
      (self.weights, self.activations) = (weights, activations)
      self.gradientsAndMomentum = gradientsAndMomentum
    }

    var total: Int { weights + gradientsAndMomentum + activations }
  }

  private let network: String
  private let settings: TrainingSettings
  private let estimate: TrainingEstimate
  private let memory: Memory
  private let bandwidth: Bandwidth
  /// The machine, and whether other load disturbed the measurement.
  private let conditions: [String]

  package init(
    _ network: String, _ settings: TrainingSettings, _ estimate: TrainingEstimate,
    _ memory: Memory, _ bandwidth: Bandwidth, conditions: [String]
  ) {
    (self.network, self.settings, self.estimate) = (network, settings, estimate)
    (self.memory, self.bandwidth, self.conditions) = (memory, bandwidth, conditions)
  }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  private typealias Row = (name: String, key: String, value: String, raw: String)

  private var rows: [Row] {
    let epochs = estimate.epochs
    return [
      time("step", "step", estimate.step),
      (
        "images per second", "images_per_second",
        Numbers.fixed(estimate.imagesPerSecond, decimals: 1), "\(estimate.imagesPerSecond)"
      ),
      time("training of an epoch", "epoch_training", estimate.trainingTime),
      time("validation of an epoch", "epoch_validation", estimate.validationTime),
      time("epoch", "epoch", estimate.epochTime),
      time("all \(epochs) epochs", "all_epochs", estimate.epochTime * epochs),
      bytes("weights", "weights", memory.weights),
      bytes("gradients and momentum", "gradients_and_momentum", memory.gradientsAndMomentum),
      bytes("activations, their gradients and scratch", "activations", memory.activations),
      bytes("memory in all", "memory", memory.total),
    ] + exchange
  }

  private var exchange: [Row] {
    let gradients = estimate.gradientBytes
    let most = estimate.exchangedBytes(workers: .max)
    return [
      bytes("gradients", "gradients", gradients),
      bytes(
        "sent by each of 2 workers in a step", "sent_2_workers",
        Int(estimate.exchangedBytes(workers: 2))),
      bytes("sent by each of many workers in a step", "sent_many_workers", Int(most)),
      workers("limit at \(bandwidth.text), a whole batch each", "limit_whole_batch", false),
      workers("limit at \(bandwidth.text), the batch divided", "limit_divided_batch", true),
    ]
  }

  private func time(_ name: String, _ key: String, _ value: Duration) -> Row {
    let seconds = value / .seconds(1)
    let text =
      if seconds < 1 {
        "\(Numbers.fixed(seconds * 1000, decimals: 2)) ms"
      } else if seconds < 600 {
        "\(Numbers.fixed(seconds, decimals: 1)) s"
      } else if seconds < 36_000 {
        "\(Numbers.fixed(seconds / 60, decimals: 1)) min"
      } else {
        "\(Numbers.fixed(seconds / 3600, decimals: 1)) h"
      }
    return (name, "\(key)_s", text, "\(seconds)")
  }

  private func bytes(_ name: String, _ key: String, _ value: Int) -> Row {
    let text = "\(Numbers.fixed(Double(value) / 1_048_576, decimals: 2)) MiB"
    return (name, "\(key)_bytes", text, "\(value)")
  }

  private func workers(_ name: String, _ key: String, _ isDivided: Bool) -> Row {
    let limit = estimate.limitingWorkers(
      bandwidth: bandwidth.bitsPerSecond, isDivided: isDivided)
    return (name, key, limit.map { "\($0) workers" } ?? "none", limit.map { "\($0)" } ?? "")
  }

  private var table: Table {
    Table(
      columns: [
        Table.Column("figure", key: "figure", .left),
        Table.Column("estimate", key: "value", .right),
      ],
      rows: rows.map { row in
        [Table.Cell(row.name, raw: row.key), Table.Cell(row.value, raw: row.raw)]
      },
      header: [
        "\(network): \(Numbers.grouped(estimate.images.training)) images to train and "
          + "\(Numbers.grouped(estimate.images.validation)) to validate, batch \(estimate.batch), "
          + "3x\(settings.side)x\(settings.side), "
          + "\(Numbers.counted(settings.threads, "thread"))"
      ] + conditions,
      footer: [
        "Medians of measured steps with images in memory; decoding runs beside them and is not in "
          + "the times.",
        "Workers add up 32-bit gradients by a ring: each sends 2(N − 1)/N times their bytes, "
          + "beside the step; the limit is where sending takes longer than the step.",
      ])
  }

  private var json: JSONValue {
    func number(_ row: Row) -> JSONValue {
      Int(row.raw).map { .integer($0) } ?? Double(row.raw).map { .number($0) } ?? .null
    }
    return .document(
      [
        .init("kind", "training-estimate"), .init("model", .string(network)),
        .init("batch", .integer(estimate.batch)), .init("side", .integer(settings.side)),
        .init("threads", .integer(settings.threads)), .init("epochs", .integer(estimate.epochs)),
        .init("training_images", .integer(estimate.images.training)),
        .init("validation_images", .integer(estimate.images.validation)),
        .init("steps", .integer(estimate.steps)),
        .init("bandwidth_bits_per_second", .number(bandwidth.bitsPerSecond)),
        .init("conditions", .array(conditions.map(JSONValue.string))),
      ] + rows.map { .init($0.key, number($0)) })
  }
}

/// How much a worker can send and receive at a time.
package struct Bandwidth: Hashable, Sendable {
  package let bitsPerSecond: Double
  /// As the user wrote it.
  package let text: String

  package init(gigabits: Int) {
    bitsPerSecond = Double(gigabits) * 1e9
    text = "\(gigabits) Gb/s"
  }

  /// `10Gb/s`, `100 Mbit/s`, `1.25GB/s`; bits with a small b, bytes with a large one.
  ///
  /// Nil where the text is none of that.
  package init?(_ text: String) {
    let compact = String(text.filter { $0 != " " })
    let digits = compact.prefix { $0.isNumber || $0 == "." }
    let unit = String(compact.dropFirst(digits.count))
    let prefixes: [(String, Double)] = [("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("", 1)]
    let ends: [(String, Double)] = [("b/s", 1), ("bit/s", 1), ("bps", 1), ("B/s", 8)]
    for (prefix, power) in prefixes {
      for (end, bits) in ends where unit == prefix + end {
        guard let number = Double(String(digits)), number > 0, number.isFinite else { return nil }
        bitsPerSecond = number * power * bits
        self.text = "\(digits) \(prefix)\(end)"
        return
      }
    }
    return nil
  }
}
