/// A tensor of the block whose statements run.
public enum BlockValue: String, CaseIterable, Sendable {
  /// x, what the branch reads.
  case input = "x"
  /// s, after its projection.
  case shortcut = "s"
  /// r, before the shortcut is added.
  case branch = "r"
  /// y = ReLU(r + s), and x' once the aggregation has changed it.
  case output = "y"
}

extension LayerAggregation {
  /// An expression over the tensors of a block, the state and the modules.
  public indirect enum Term: Hashable, Sendable {
    case value(BlockValue)
    case state(String)
    /// What `let` named.
    case local(String)
    /// An entry of the list that `each` or `refresh` goes through.
    case entry
    /// A module applied to terms; a cell gives its h and stores nothing.
    case call(String, [Term])
    case sum(Term, Term)
    /// Element by element; a factor per channel broadcasts.
    case product(Term, Term)
    /// Along the channels.
    case joined(Term, Term)
    /// The list of the term for every entry of a list.
    case each(String, Term)
    /// Light attention: the values, each head times σ(⟨query, key⟩/√d).
    case gated(query: Term, key: Term, values: Term, channelsPerHead: Int)
    /// Attention over depth: by head, the sum of softmax(⟨query, key⟩/√d) · value over a list.
    case attended(query: Term, keys: Term, values: Term, channelsPerHead: Int)

    public static func + (left: Term, right: Term) -> Term { .sum(left, right) }
    public static func * (left: Term, right: Term) -> Term { .product(left, right) }

    static let x = Term.value(.input)
    static let s = Term.value(.shortcut)
    static let r = Term.value(.branch)
    static let y = Term.value(.output)
  }

  /// A step of the update or of the injection.
  public enum Statement: Hashable, Sendable {
    /// A name for this block.
    case `let`(String, Term)
    /// Replaces a tensor of the block.
    case set(BlockValue, Term)
    /// Replaces a state.
    case store(String, Term)
    /// Adds an entry to a list.
    case append(String, Term)
    /// Replaces every entry of a list.
    case refresh(String, Term)
    /// Replaces the states of a cell by what it makes of a term and of them.
    case advance(String, [String], by: Term)
  }
}

extension LayerAggregation.Term: CustomStringConvertible {
  public var description: String {
    switch self {
    case .value(let value): value.rawValue
    case .state(let name), .local(let name): name
    case .entry: "·"
    case .call(let name, let terms):
      "\(name)(\(terms.map(\.description).joined(separator: ", ")))"
    case .sum(let left, let right): "\(left) + \(right)"
    case .product(let left, let right): "\(left.factor)·\(right.factor)"
    case .joined(let left, let right): "[\(left), \(right)]"
    case .each(let list, let term): "{\(term) for · in \(list)}"
    case .gated(let query, let key, let values, let d):
      "σ(⟨\(query), \(key)⟩/√\(d))·\(values)"
    case .attended(let query, let keys, let values, let d):
      "Σ softmax(⟨\(query), \(keys)⟩/√\(d))·\(values)"
    }
  }

  private var factor: String {
    if case .sum = self { "(\(self))" } else { "\(self)" }
  }
}

extension LayerAggregation.Statement: CustomStringConvertible {
  public var description: String {
    switch self {
    case .let(let name, let term): "\(name) = \(term)"
    case .set(let value, let term): "\(value.rawValue) ← \(term)"
    case .store(let state, let term): "\(state) ← \(term)"
    case .append(let list, let term): "\(list) ← \(list) ∪ {\(term)}"
    case .refresh(let list, let term): "\(list) ← {\(term) for · in \(list)}"
    case .advance(let cell, let states, let term):
      "(\(states.joined(separator: ", "))) ← \(cell)(\(term), \(states.joined(separator: ", ")))"
    }
  }
}
