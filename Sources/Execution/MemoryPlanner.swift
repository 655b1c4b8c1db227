/// The buffers of a plan at their places in one arena; see `ArenaLayout`.
struct MemoryPlanner {
  private(set) var buffers: [Buffer]
  /// Values in the arena.
  let count: Int
  /// Values in use at the busiest moment: no placement can do with less.
  let peak: Int

  /// Buffers begin at multiples of this many values, a cache line.
  static let alignment = 16

  /// Argument alignment: In the unit of the buffers' counts.
  init(_ requests: [Buffer], alignment: Int = alignment) {
    let layout = ArenaLayout(
      requests.map { ArenaLayout.Request(size: $0.count, lifetime: $0.lifetime) },
      alignment: alignment)
    buffers = requests
    for index in buffers.indices { buffers[index].offset = layout.offsets[index] }
    count = layout.size
    peak = layout.peak
  }

  static func aligned(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}
