/// Places the buffers of a plan in one arena; see `ArenaLayout`.
struct MemoryPlanner {
  private(set) var buffers: [Buffer]
  /// Bytes of the arena.
  let bytes: Int
  /// Bytes in use at the busiest moment; no placement needs less.
  let peak: Int

  /// Buffers begin at multiples of this many bytes, a cache line.
  static let alignment = 64

  /// `gap` is bytes that stay free after each buffer.
  init(_ requests: [Buffer], gap: Int = 0) {
    let layout = ArenaLayout(
      requests.map { ArenaLayout.Request(size: $0.bytes + gap, lifetime: $0.lifetime) },
      alignment: Self.alignment)
    buffers = requests
    for index in buffers.indices { buffers[index].offset = layout.offsets[index] }
    bytes = layout.size
    peak = layout.peak
  }

  /// A count of 32-bit numbers, rounded up to where the next buffer may begin.
  static func alignedFloats(_ count: Int) -> Int {
    let perLine = alignment / MemoryLayout<Float>.stride
    return (count + perLine - 1) / perLine * perLine
  }
}
