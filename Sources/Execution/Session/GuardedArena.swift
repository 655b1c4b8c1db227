import RLAKernels

/// The arena of a build with AddressSanitizer: what lies between buffers is never open, and a buffer
/// only while it is in use.
///
/// Without it the arena is one block to the sanitizer, and no access inside is ever wrong.
package struct GuardedArena {
  /// A buffer of the arena.
  package struct Block {
    /// In bytes.
    let place: Range<Int>
    /// The first and the last moment in which it is in use.
    let lifetime: ClosedRange<Int>

    package init(_ place: Range<Int>, lifetime: ClosedRange<Int>) {
      self.place = place
      self.lifetime = lifetime
    }
  }

  private let base: UnsafeMutableRawPointer
  private let bytes: Int
  private let blocks: [Block]
  /// The last moment that began; nil while all buffers are open, for what is written beforehand.
  private var moment: Int?

  package init(_ base: UnsafeMutableRawPointer, bytes: Int, _ blocks: [Block]) {
    self.base = base
    self.bytes = bytes
    self.blocks = blocks
    MemoryGuard.close(base, bytes)
    for block in blocks { open(block) }
  }

  /// Opens the buffers that are in use at a moment of the plan, and no others.
  package mutating func begin(moment: Int) {
    let last = self.moment
    self.moment = moment
    for block in blocks where !block.lifetime.contains(moment) {
      if let last, !block.lifetime.contains(last) { continue }
      MemoryGuard.close(base + block.place.lowerBound, block.place.count)
    }
    for block in blocks where block.lifetime.contains(moment) { open(block) }
  }

  /// Opens everything, before the memory is freed.
  package func open() { MemoryGuard.open(base, bytes) }

  private func open(_ block: Block) {
    MemoryGuard.open(base + block.place.lowerBound, block.place.count)
  }
}
