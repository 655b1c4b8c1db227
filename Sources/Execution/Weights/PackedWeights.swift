/// The places of packed weights, each shared by the steps that need it.
struct PackedWeights: Sendable {
  /// A part of a step.
  struct Maker: Hashable, Sendable {
    let step: Int
    let part: Int
  }

  /// By step and part: the offset of its packed weights; zero where it has none.
  let offsets: [[Int]]
  /// For each packed weight, the part of a step that makes it.
  let makers: [Maker]
  /// The number of values in all.
  let count: Int

  init(_ steps: [any Step]) {
    var places: [Packing: Int] = [:]
    var (makers, count) = ([Maker](), 0)
    offsets = steps.enumerated().map { index, step in
      let packings = (step as? any PackingStep)?.packings ?? []
      return packings.enumerated().map { part, packing in
        guard let packing else { return 0 }
        if let place = places[packing] { return place }
        defer { count += MemoryPlanner.alignedFloats(packing.count) }
        places[packing] = count
        makers.append(Maker(step: index, part: part))
        return count
      }
    }
    self.makers = makers
    self.count = count
  }
}
