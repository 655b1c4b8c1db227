/// Places buffers in one arena so that those in use at the same time never overlap.
///
/// Largest first, each at the lowest offset that is free during its whole life (greedy by size,
/// Pisarchyk and Lee 2020, arXiv 2001.03288).
struct MemoryPlanner {
  private(set) var buffers: [Buffer]
  /// Bytes of the arena.
  private(set) var bytes = 0

  /// Buffers begin at multiples of this many bytes, a cache line.
  static let alignment = 64

  init(_ requests: [Buffer]) {
    buffers = requests
    var placed: [Int] = []
    let order = buffers.indices.sorted {
      (buffers[$1].bytes, $0) < (buffers[$0].bytes, $1)
    }
    for index in order {
      buffers[index].offset = offset(for: buffers[index], among: placed)
      bytes = max(bytes, buffers[index].offset + Self.aligned(buffers[index].bytes))
      let position = placed.firstIndex { buffers[$0].offset > buffers[index].offset }
      placed.insert(index, at: position ?? placed.count)
    }
  }

  /// The lowest gap that fits; `placed` is in the order of offsets.
  private func offset(for buffer: Buffer, among placed: [Int]) -> Int {
    var candidate = 0
    for index in placed where buffers[index].lifetime.overlaps(buffer.lifetime) {
      if buffers[index].offset >= candidate + Self.aligned(buffer.bytes) { break }
      candidate = max(candidate, buffers[index].offset + Self.aligned(buffers[index].bytes))
    }
    return candidate
  }

  /// Bytes in use at the busiest moment: no placement can do with less.
  var peak: Int {
    var changes: [Int: Int] = [:]
    for buffer in buffers {
      changes[buffer.lifetime.lowerBound, default: 0] += Self.aligned(buffer.bytes)
      changes[buffer.lifetime.upperBound + 1, default: 0] -= Self.aligned(buffer.bytes)
    }
    var (used, most) = (0, 0)
    for moment in changes.keys.sorted() {
      used += changes[moment] ?? 0
      most = max(most, used)
    }
    return most
  }

  static func aligned(_ bytes: Int) -> Int { (bytes + alignment - 1) / alignment * alignment }

  /// As many 32-bit numbers as end where the next buffer may begin.
  static func alignedFloats(_ count: Int) -> Int {
    let float = MemoryLayout<Float>.stride
    return aligned(count * float) / float
  }
}
