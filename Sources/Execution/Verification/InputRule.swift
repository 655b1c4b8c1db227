import RLANetworks

/// How a reference case makes the elements of an input from their numbers i = 0, 1, ….
enum InputRule: Hashable, Sendable {
  /// `2u − 1` with u by the formula of `SyntheticValues` for the name of the input.
  case formula
  /// `(factor · i) mod modulus`.
  case multiples(of: Int, modulus: Int)
  /// 1 where `i mod period < limit`, else 0.
  case mask(period: Int, limit: Int)
  /// The same number everywhere.
  case number(Int)

  /// Reads the words of a file; nil for words of another kind.
  init?(parsing text: String) {
    if text.hasPrefix("2u - 1") {
      self = .formula
    } else if let match = text.wholeMatch(of: #/\((\d{1,9})\*i\) mod (\d{1,9})/#),
      let factor = Int(match.1), let modulus = Int(match.2), modulus > 0
    {
      self = .multiples(of: factor, modulus: modulus)
    } else if let match = text.wholeMatch(of: #/1 if i mod (\d{1,9}) < (\d{1,9}) else 0/#),
      let period = Int(match.1), let limit = Int(match.2), period > 0
    {
      self = .mask(period: period, limit: limit)
    } else if let number = Int(text) {
      self = .number(number)
    } else {
      return nil
    }
  }

  /// The whole number in a place; nil where the rule makes real numbers.
  func whole(_ index: Int) -> Int? {
    switch self {
    case .formula: nil
    case .multiples(let factor, let modulus): factor * index % modulus
    case .mask(let period, let limit): index % period < limit ? 1 : 0
    case .number(let number): number
    }
  }

  /// The real number in a place of the input with a name.
  func reals(_ count: Int, name: String) -> [Float] {
    let values = SyntheticValues(name)
    return (0..<count).map { index in
      whole(index).map { Float($0) } ?? Float(2 * values.unit(index) - 1)
    }
  }
}
