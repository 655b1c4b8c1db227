import RLAKernels

/// The arena of a build with AddressSanitizer: what lies between buffers is never open, and a buffer
/// only while it is in use.
///
/// Without it the arena is one block to the sanitizer, and no access inside is ever wrong.
struct GuardedArena {
  private let base: UnsafeMutableRawPointer
  private let layout: MemoryPlanner
  /// The last moment that began; nil while all buffers are open, for what is written beforehand.
  private var moment: Int?

  init(_ base: UnsafeMutableRawPointer, _ layout: MemoryPlanner) {
    self.base = base
    self.layout = layout
    MemoryGuard.close(base, layout.bytes)
    for buffer in layout.buffers { open(buffer) }
  }

  /// Opens the buffers that are in use at a moment of the plan, and no others.
  mutating func begin(moment: Int) {
    let last = self.moment
    self.moment = moment
    for buffer in layout.buffers where !buffer.lifetime.contains(moment) {
      if let last, !buffer.lifetime.contains(last) { continue }
      MemoryGuard.close(base + buffer.offset, buffer.bytes)
    }
    for buffer in layout.buffers where buffer.lifetime.contains(moment) { open(buffer) }
  }

  /// Opens everything, before the memory is freed.
  func open() { MemoryGuard.open(base, layout.bytes) }

  private func open(_ buffer: Buffer) { MemoryGuard.open(base + buffer.offset, buffer.bytes) }
}
