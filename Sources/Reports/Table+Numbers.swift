import RLAExecution
import RLASymbolic
import RLAText

extension Table.Cell {
  /// A number in the wanted units for people and in full for machines.
  init(_ value: Int, _ prefix: UnitPrefix) {
    self.init(Numbers.scaled(value, prefix), raw: "\(value)")
  }

  /// A number in the wanted units, or the formula where a symbol is left.
  init(_ number: Dim, _ prefix: UnitPrefix) {
    self = number.value.map { Self($0, prefix) } ?? Self("\(number)")
  }

  /// A difference with its sign in front, even where it is positive.
  init(signed value: Int, _ prefix: UnitPrefix) {
    self.init(Numbers.signed(value, prefix), raw: "\(value)")
  }

  /// A difference with its sign in front, or the formula where a symbol is left.
  init(signed number: Dim, _ prefix: UnitPrefix) {
    self = number.value.map { Self(signed: $0, prefix) } ?? Self("\(number)")
  }

  /// A number with a fixed count of decimals for people.
  init(_ value: Double, decimals: Int) {
    self.init(Numbers.fixed(value, decimals: decimals), raw: "\(value)")
  }

  /// A time in milliseconds.
  init(_ time: Duration) {
    self.init(Numbers.milliseconds(time.milliseconds), raw: "\(time.milliseconds)")
  }

  /// A share in percent for people, as a fraction for machines.
  init(share: Double) {
    self.init(Numbers.percent(share), raw: "\(share)")
  }
}

extension UnitPrefix {
  /// What its letters mean, as a footnote of a table; none where digits stand in full.
  var footnotes: [String] {
    switch self {
    case .si: ["k, M and G are powers of 1000."]
    case .binary: ["Ki, Mi and Gi are powers of 1024."]
    case .none: []
    }
  }
}
