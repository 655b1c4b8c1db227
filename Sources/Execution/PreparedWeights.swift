/// Where prepared weights lie: those of a shared layer once.
struct PreparedWeights: Sendable {
  /// By step: the first value in the memory of all; zero where the step has none.
  let offsets: [Int]
  /// The steps that make them, one for each.
  let makers: [Int]
  /// Values of all.
  let count: Int

  init(_ steps: [any Step]) {
    var places: [Preparation: Int] = [:]
    var (offsets, makers, count) = ([Int](), [Int](), 0)
    for (index, step) in steps.enumerated() {
      guard let preparation = (step as? any PreparingStep)?.preparation else {
        offsets.append(0)
        continue
      }
      if places[preparation] == nil {
        places[preparation] = count
        makers.append(index)
        count += MemoryPlanner.alignedFloats(preparation.count)
      }
      offsets.append(places[preparation] ?? 0)
    }
    self.offsets = offsets
    self.makers = makers
    self.count = count
  }
}
