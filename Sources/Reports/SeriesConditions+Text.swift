package import RLAExecution
import RLAText

extension SeriesConditions {
  /// A sentence on what disturbed the measurement and by how much; nil where nothing did.
  package var disturbance: String? {
    let signs = load.disturbances.map(\.text)
    if signs.isEmpty { return nil }
    let repetitions =
      attempts > 1 ? "; of \(attempts) series this is the least disturbed one" : ""
    return "the measurement was disturbed: \(Self.list(signs))\(repetitions)."
  }

  /// `a`, `a and b`, `a, b, and c`.
  private static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.joined() }
    let comma = parts.count > 2 ? "," : ""
    return "\(parts.dropLast().joined(separator: ", "))\(comma) and \(last)"
  }

  /// What the load of the machine was, in a line.
  var loadLine: String {
    let waiting = load.waitingShare.map { "\(Numbers.percent($0)) waiting for one" }
    let stolen = load.stealShare.map { "\(Numbers.percent($0)) stolen by the hypervisor" }
    let canary = load.canary
    let parts: [String?] = [
      "\(Numbers.fixed(load.processorsUsed, decimals: 2)) processors used by "
        + Numbers.counted(load.threads, "thread"),
      waiting, stolen,
      Numbers.counted(load.involuntarySwitches, "involuntary context switch", plural: "es"),
      "a fixed loop \(Numbers.milliseconds(canary.minimum.milliseconds)) to "
        + "\(Numbers.milliseconds(canary.quantile(1).milliseconds)) ms",
    ]
    return "load: " + parts.compactMap(\.self).joined(separator: ", ")
  }

  var json: JSONValue {
    let canary = load.canary
    return [
      "disturbed": .bool(load.isDisturbed),
      "reasons": .array(load.disturbances.map { .string($0.text) }),
      "attempts": .integer(attempts),
      "cpu_share": .number(load.processorsUsed / Double(load.threads)),
      "waiting_share": load.waitingShare.map(JSONValue.number) ?? .null,
      "steal_share": load.stealShare.map(JSONValue.number) ?? .null,
      "involuntary_switches": .integer(load.involuntarySwitches),
      "canary": [
        "rounds": .integer(canary.values.count), "min_ms": .milliseconds(canary.minimum),
        "median_ms": .milliseconds(canary.median), "max_ms": .milliseconds(canary.quantile(1)),
      ],
    ]
  }
}

extension MachineLoad.Disturbance {
  /// What was seen, as a part of a sentence.
  var text: String {
    switch self {
    case .waiting(let share):
      "for \(Numbers.percent(share, decimals: 0)) of the time its threads waited for a processor "
        + "that others used"
    case .processor(let processors):
      "it had only \(Numbers.fixed(processors, decimals: 2)) of a processor, and needs one or more"
    case .steal(let share):
      "the hypervisor took \(Numbers.percent(share, decimals: 0)) of the processors' time"
    case .canary(let factor):
      "a fixed loop took \(Numbers.fixed(factor, decimals: 1)) times as long in a quarter of its "
        + "rounds as at its fastest"
    }
  }
}

extension Samples {
  /// The interval of the median, with its confidence: `95 % interval 39.800 to 40.600`.
  var intervalText: String {
    if values.count == 1 { return "no interval from one run" }
    let bounds = [medianInterval.lowerBound, medianInterval.upperBound].map {
      Numbers.milliseconds($0.milliseconds)
    }
    // Fewer than six runs give less than is usual, and say how much.
    let confidence = medianConfidence >= 0.95 ? 0.95 : medianConfidence
    return "\(Numbers.percent(confidence, decimals: 0)) interval \(bounds[0]) to \(bounds[1])"
  }

  var intervalMembers: [JSONValue.Member] {
    [
      .init("median_low_ms", .milliseconds(medianInterval.lowerBound)),
      .init("median_high_ms", .milliseconds(medianInterval.upperBound)),
      .init("median_confidence", .number(medianConfidence)),
    ]
  }
}
