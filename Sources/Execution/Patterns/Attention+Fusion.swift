import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension PatternFusion {
  static let attention = PatternFusion(kind: Pattern.Kind(Attention.kind)) {
    pattern, shapes, options in
    // Products in double precision and those of the library have steps of their own.
    guard options.purpose == .inference, options.precision == .single,
      options.kernels == .fastest, let terms = AttentionTerms(pattern, shapes)
    else { return nil }
    let site = Site(shapes, terms.nodes, applying: Attention(), to: terms.inputs)
    return FusedNodes(site: site) { TiledAttentionStep(terms, at: site, in: &$0) }
  }
}

/// The operands of an attention that is spelled in several nodes, by their numbers among `inputs`.
struct AttentionTerms: Sendable {
  enum Mask: Hashable, Sendable {
    case added(Int)
    /// A number in place of the scores where a truth value is false.
    case chosen(Int, otherwise: Int)
  }

  /// Queries, keys with their rows as columns, and values; then the others.
  private(set) var inputs: [ValueID] = []
  private(set) var nodes: [Int] = []
  /// Tensors of one number.
  private(set) var factors: [Int] = []
  private(set) var divisors: [Int] = []
  private(set) var masks: [Mask] = []
  private(set) var emptyRow: Int?

  /// Nil where the operands are not of the form that the step takes.
  init?(_ pattern: Pattern, _ shapes: InferredShapes) {
    for name in ["q", "keys", "v"] where add(pattern.operands[name]) == nil { return nil }
    factors = ["scale", "query scale", "key scale"].compactMap { add(pattern.operands[$0]) }
    divisors = ["divisor"].compactMap { add(pattern.operands[$0]) }
    emptyRow = add(pattern.operands["zero"])
    for number in 1...2 {
      guard let mask = add(pattern.operands["mask \(number)"]) else { continue }
      let otherwise = add(pattern.operands["fill \(number)"])
      masks.append(otherwise.map { .chosen(mask, otherwise: $0) } ?? .added(mask))
    }
    nodes = pattern.nodes(after: Set(inputs), in: shapes.network)
    guard fits(shapes, result: shapes.network.nodes[pattern.root].output) else { return nil }
  }

  private mutating func add(_ value: ValueID?) -> Int? {
    guard let value else { return nil }
    inputs.append(value)
    return inputs.count - 1
  }

  /// Whether all tensors have the axes of the result, and numbers of a type that the step reads.
  private func fits(_ shapes: InferredShapes, result: ValueID) -> Bool {
    let kinds: Set = [Reshape.kind, TransposedMatMul.kind]
    let facts = inputs.map { shapes.facts[$0] }
    guard !nodes.contains(where: { kinds.contains(shapes.network.nodes[$0].kind) }),
      let sizes = shapes[result].values, let keys = facts[1].shape.values?.last, sizes.count > 1,
      facts.prefix(3).allSatisfy({ $0.shape.rank == sizes.count })
    else { return false }
    let scores = Array(sizes.dropLast()) + [keys]
    let numbers = factors + divisors + [emptyRow].compactMap(\.self)
    return numbers.allSatisfy { isNumber(facts[$0]) }
      && facts.prefix(3).allSatisfy { $0.type == .float32 }
      && masks.allSatisfy { mask in
        switch mask {
        case .added(let mask):
          return facts[mask].type == .float32 && facts[mask].repeats(to: scores)
        case .chosen(let mask, let otherwise):
          return facts[mask].type == .bool && facts[mask].repeats(to: scores)
            && isNumber(facts[otherwise])
        }
      }
  }

  private func isNumber(_ fact: Fact) -> Bool {
    fact.type == .float32 && fact.shape.elements == 1
  }
}

extension Fact {
  /// Whether the tensor broadcasts to these sizes.
  fileprivate func repeats(to sizes: [Int]) -> Bool {
    guard let own = shape.values, own.count <= sizes.count else { return false }
    return zip(own.reversed(), sizes.reversed()).allSatisfy { $0 == 1 || $0 == $1 }
  }
}
