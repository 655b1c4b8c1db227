import RLANetworks
import RLASymbolic

/// What is known of the values of a network by their numbers.
struct FactTable {
  /// By value; anything where nothing is known.
  private var facts: [Fact] = []
  private var unknown: Set<ValueID> = []

  subscript(value: ValueID) -> Fact? {
    get {
      guard value.index < facts.count, unknown.isEmpty || !unknown.contains(value) else {
        return nil
      }
      return facts[value]
    }
    set {
      while facts.count <= value.index {
        unknown.insert(ValueID(facts.count))
        facts.append(.float([]))
      }
      guard let newValue else {
        unknown.insert(value)
        return
      }
      facts[value] = newValue
      unknown.remove(value)
    }
  }

  /// Notes what is known of the next value, as nearly always.
  mutating func append(_ fact: Fact) { facts.append(fact) }

  var count: Int { facts.count }

  /// Makes room for as many values.
  mutating func reserve(_ count: Int) { facts.reserveCapacity(count) }

  /// What is known of every value; nil where nothing is known of one.
  var all: [Fact]? { unknown.isEmpty ? facts : nil }
}
