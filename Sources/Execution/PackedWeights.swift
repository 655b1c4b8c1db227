/// Where prepared weights lie: those of a shared layer once.
struct PackedWeights: Sendable {
  /// By step: the first value in the memory of all; zero where the step has none.
  let offsets: [Int]
  /// The steps that make them, one for each.
  let makers: [Int]
  /// Values of all.
  let count: Int

  init(_ steps: [any Step]) {
    var places: [Packing: Int] = [:]
    var (offsets, makers, count) = ([Int](), [Int](), 0)
    for (index, step) in steps.enumerated() {
      guard let packing = (step as? any PackingStep)?.packing else {
        offsets.append(0)
        continue
      }
      if places[packing] == nil {
        places[packing] = count
        makers.append(index)
        count += MemoryPlanner.alignedFloats(packing.count)
      }
      offsets.append(places[packing] ?? 0)
    }
    self.offsets = offsets
    self.makers = makers
    self.count = count
  }
}
