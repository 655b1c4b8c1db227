package import RLAExecution
package import RLAImages
import RLANetworks
package import RLAText

/// How often a network was right about the images of a data set.
package struct EvaluationReport: Sendable {
  /// What was classified.
  package struct Data: Sendable {
    let path: String
    /// All of them, those that are broken too.
    let images: Int
    /// The names of the classes; nil where they are numbers.
    let classes: [String]?

    package init(path: String, images: Int, classes: [String]?) {
      self.path = path.printable
      self.images = images
      self.classes = classes?.map(\.printable)
    }

    func name(_ label: Int) -> String { classes?[label] ?? "\(label)" }
  }

  /// Where and how it was done.
  package struct Conditions: Sendable {
    let plan: ExecutionPlan
    let machine: Machine
    let transform: ImageTransform
    let workers: Int
    let time: Duration
    let weights: FileRun?

    package init(
      plan: ExecutionPlan, machine: Machine, transform: ImageTransform, workers: Int,
      time: Duration, weights: FileRun?
    ) {
      self.plan = plan
      self.machine = machine
      self.transform = transform
      self.workers = workers
      self.time = time
      self.weights = weights
    }
  }

  let tally: ClassificationTally
  let data: Data
  let conditions: Conditions
  package let broken: [BrokenImage]
  private let byClass: Bool
  let confusions: [ClassificationTally.Confusion]

  /// - Parameters:
  ///   - tally: What was right; it has images.
  ///   - data: What was classified.
  ///   - conditions: How.
  ///   - broken: The images that are not in the tally.
  ///   - byClass: Whether each class has a row.
  ///   - confusions: The most that are shown.
  package init(
    _ tally: ClassificationTally, data: Data, _ conditions: Conditions, broken: [BrokenImage],
    byClass: Bool, confusions: Int
  ) {
    self.tally = tally
    self.data = data
    self.conditions = conditions
    self.broken = broken
    self.byClass = byClass
    self.confusions = tally.confusions(most: confusions)
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  /// The most broken images that a text names.
  private static let mostNamed = 10

  private var table: Table {
    let top5 = tally.hasTop5 ? [Table.Column("top-5", key: "top5", .right)] : []
    return Table(
      columns: [
        Table.Column("class", key: "class", .left, .breaks(to: 16)),
        Table.Column("images", key: "images", .right),
        Table.Column("top-1", key: "top1", .right),
      ] + top5 + [Table.Column("loss", key: "loss", .right)],
      rows: (byClass ? classRows : []) + [row("all", tally.total)],
      header: header, footer: footer)
  }

  private var classRows: [[Table.Cell]] {
    tally.classes.enumerated().filter { $0.element.images > 0 || data.classes != nil }
      .map { row(data.name($0.offset), $0.element) }
  }

  private func row(_ name: String, _ count: Score) -> [Table.Cell] {
    func share(_ value: Double?) -> Table.Cell {
      value.map { Table.Cell(Numbers.percent($0, decimals: 2), raw: "\($0)") } ?? ""
    }
    return [
      Table.Cell(name), Table.Cell(Numbers.grouped(count.images), raw: "\(count.images)"),
      share(count.top1Share),
    ] + (tally.hasTop5 ? [share(count.top5Share)] : []) + [
      count.loss.map { Table.Cell($0, decimals: 4) } ?? ""
    ]
  }

  private var header: [String] {
    let images = Numbers.grouped(data.images)
    return [
      "\(conditions.plan.network.name), float32 inference",
      "data: \(images) \(data.images == 1 ? "image" : "images") of "
        + "\(Numbers.grouped(tally.classes.count)) classes in \(data.path)",
      conditions.transform.text,
      "weights: \(conditions.weights?.weightsText ?? "")",
    ] + brokenLines
  }

  private var brokenLines: [String] {
    if broken.isEmpty { return [] }
    let rest = broken.count - Self.mostNamed
    return [
      "warning: \(Numbers.counted(broken.count, "image")) could not be decoded and "
        + "\(broken.count == 1 ? "is" : "are") not counted:"
    ] + broken.prefix(Self.mostNamed).map { "  \($0.name): \($0.failure.text)" }
      + (rest > 0 ? ["  and \(rest) more, which JSON has"] : [])
  }

  private var footer: [String] {
    let pairs = confusions.map { pair in
      "  \(data.name(pair.label)) as \(data.name(pair.answer)): \(pair.count)"
    }
    return (pairs.isEmpty ? [] : ["most confused, class as answer:"] + pairs) + notFiniteLines + [
      tally.hasTop5
        ? "top-1 and top-5 are the shares of images whose class has the largest logit, or one of the "
          + "five largest; loss is the mean cross-entropy, natural logarithm"
        : "top-1 is the share of images whose class has the largest logit; top-5 needs five classes, "
          + "and there are \(tally.classes.count); loss is the mean cross-entropy, natural logarithm",
      speedLine,
      conditions.machine.text(threads: conditions.plan.options.threads),
    ]
  }

  private var notFiniteLines: [String] {
    if tally.notFinite == 0 { return [] }
    return [
      "warning: the network made logits that are not finite for "
        + "\(Numbers.counted(tally.notFinite, "image")), which count as wrong"
    ]
  }

  /// Images that were decoded and classified in a second.
  var imagesPerSecond: Double { Double(data.images) / max(conditions.time.seconds, 1e-9) }

  private var speedLine: String {
    let options = conditions.plan.options
    return
      "speed: \(Numbers.fixed(imagesPerSecond, decimals: 1)) images/s with reading and decoding, "
      + "\(Numbers.fixed(conditions.time.seconds, decimals: 2)) s in all; batch \(options.batch), "
      + "\(Numbers.counted(options.threads, "thread")), "
      + "\(Numbers.counted(conditions.workers, "thread")) of low priority to decode"
  }
}

extension ImageTransform {
  /// What becomes of an image, in one line.
  fileprivate var text: String {
    let exact = keepsExactSize ? ", images of exactly that size as they are" : ""
    func list(_ numbers: [Float]) -> String {
      numbers.map { "\($0)" }.joined(separator: " ")
    }
    return "input: short side to \(shortSide), the middle \(side)x\(side)\(exact); mean "
      + "\(list(normalization.means)), deviation \(list(normalization.deviations))"
  }
}
