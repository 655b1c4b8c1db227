/// The power of 1000 in which the numbers of an axis are short.
struct PlotUnit {
  let letter: String
  let power: String
  private let divisor: Double

  /// The axis of a latency, whose values are nanoseconds.
  static let milliseconds = PlotUnit(letter: "", power: "", divisor: 1e6)

  private init(letter: String, power: String, divisor: Double) {
    self.letter = letter
    self.power = power
    self.divisor = divisor
  }

  init(_ values: [Int]) {
    let largest = values.map { Double($0) }.max() ?? 0
    let prefixes = [
      ("P", 1e15, "10¹⁵"), ("T", 1e12, "10¹²"), ("G", 1e9, "10⁹"), ("M", 1e6, "10⁶"),
      ("k", 1e4, "1000"),
    ]
    let fitting = prefixes.first { largest >= $0.1 }
    letter = fitting?.0 ?? ""
    power = fitting?.2 ?? ""
    divisor = fitting.map { $0.0 == "k" ? 1000 : $0.1 } ?? 1
  }

  func scaled(_ value: Int) -> Double { Double(value) / divisor }

  /// What an axis shows: `macs (G MACs, G = 10⁹)`.
  ///
  /// `unit` is that of the numbers; empty where the name says it.
  func label(_ name: String, _ unit: String) -> String {
    let scaled = unit == "B" ? "\(letter)B" : letter.isEmpty ? unit : "\(letter) \(unit)"
    let shown = scaled.hasSuffix(" ") ? String(scaled.dropLast()) : scaled
    let power = letter.isEmpty ? "" : ", \(letter) = \(power)"
    return shown.isEmpty ? name : "\(name) (\(shown)\(power))"
  }
}
