/// The places of packed weights, each shared by the steps that need it.
struct PackedWeights: Sendable {
  /// By step: the offset of its packed weights; zero where it has none.
  let offsets: [Int]
  /// For each packed weight, the step that makes it.
  let makers: [Int]
  /// The number of values in all.
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
