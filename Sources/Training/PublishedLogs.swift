import RLAImages

/// The five files of numbers that the published scripts write, a line for each epoch.
///
/// Source: RLA-Net, `classification/train.py`; a loss is a number in full, an accuracy is what
/// PyTorch prints of a tensor.
public enum PublishedLog: String, CaseIterable, Sendable {
  case loss = "loss_plot.txt"
  case trainingAccuracy1 = "train_acc1.txt"
  case trainingAccuracy5 = "train_acc5.txt"
  case validationAccuracy1 = "val_acc1.txt"
  case validationAccuracy5 = "val_acc5.txt"

  /// The line of an epoch, with its end.
  public func line(_ result: EpochResult) -> String {
    let value =
      switch self {
      case .loss: "\(result.training.loss ?? .nan)"
      case .trainingAccuracy1: Self.tensor(result.training.accuracy1)
      case .trainingAccuracy5: Self.tensor(result.training.accuracy5)
      case .validationAccuracy1: Self.tensor(result.validation.accuracy1)
      case .validationAccuracy5: Self.tensor(result.validation.accuracy5)
      }
    return "\(result.epoch) \(value)\n"
  }

  /// A text with the line of an epoch behind those of earlier ones; later ones, of a training that was
  /// resumed before its end, are left out.
  public func text(_ text: String, adding result: EpochResult) -> String {
    let earlier = text.split(separator: "\n").filter { line in
      line.split(separator: " ").first.flatMap { Int($0) }.map { $0 < result.epoch } ?? false
    }
    return earlier.map { $0 + "\n" }.joined() + line(result)
  }

  /// A percentage as PyTorch prints a tensor of it on a CPU.
  static func tensor(_ value: Float) -> String {
    if value.isNaN { return "tensor(nan)" }
    if value == value.rounded() { return "tensor(\(Int(value)).)" }
    return "tensor(\(decimals(value)))"
  }

  /// Four decimals.
  private static func decimals(_ value: Float) -> String {
    let scaled = Int((Double(value) * 10_000).rounded(.toNearestOrEven))
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: 10_000)
    let digits = String(rest)
    return "\(whole).\(String(repeating: "0", count: 4 - digits.count))\(digits)"
  }
}

/// The numbers of one log by epoch.
public struct LogSeries: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public let epoch: Int
    /// Nil for what is not a number.
    public let value: Double?

    public init(epoch: Int, value: Double?) {
      (self.epoch, self.value) = (epoch, value)
    }
  }

  /// What a line of a log should be and is not.
  public struct Failure: Error, Hashable, Sendable {
    /// Counted from 1.
    public let line: Int
    public let text: String

    public init(line: Int, text: String) { (self.line, self.text) = (line, text) }
  }

  /// By epoch; of several lines about one epoch the last counts.
  public let points: [Point]

  public init(_ points: [Point]) { self.points = points }

  /// Reads lines `EPOCH VALUE`, where a value is a number or a printed tensor; empty ones say nothing.
  public init(parsing text: String) throws(Failure) {
    var values: [Int: Double?] = [:]
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (number, line) in lines.enumerated() {
      let fields = line.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
      if fields.isEmpty { continue }
      guard fields.count == 2, let epoch = Int(fields[0]), epoch >= 0,
        let value = Self.number(fields[1])
      else { throw Failure(line: number + 1, text: String(line)) }
      values[epoch] = .some(value.isFinite ? value : nil)
    }
    points = values.keys.sorted().map { Point(epoch: $0, value: values[$0] ?? nil) }
  }

  /// `12.5`, `tensor(4.5030)`, `tensor(100., device='cuda:0')`, `1.0000e-03`, `nan`.
  private static func number(_ text: Substring) -> Double? {
    var text = trimmed(text)
    if text.hasPrefix("tensor("), text.hasSuffix(")") {
      text = text.dropFirst(7).dropLast()
      if let comma = text.firstIndex(of: ",") { text = text[..<comma] }
      text = trimmed(text)
    }
    if text.hasSuffix(".") { text.removeLast() }
    return Double(text)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }

  /// The first of the points with the largest value; nil where there is none.
  public var best: Point? { extreme { $0 > $1 } }

  /// The first of the points with the smallest value.
  public var least: Point? { extreme { $0 < $1 } }

  private func extreme(_ isBetter: (Double, Double) -> Bool) -> Point? {
    var best: (point: Point, value: Double)?
    for point in points {
      guard let value = point.value else { continue }
      if let known = best, !isBetter(value, known.value) { continue }
      best = (point, value)
    }
    return best?.point
  }
}
