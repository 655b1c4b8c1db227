import Glibc

/// Zeroed memory at a cache line; the caller frees it.
///
/// Large blocks request huge pages before they are touched, so that a pass over them causes few TLB
/// misses.
func allocateValues(_ count: Int) -> UnsafeMutablePointer<Float> {
  let bytes = max(1, count) * MemoryLayout<Float>.stride
  let largePage = 2 << 20
  let isLarge = bytes >= 2 * largePage
  let memory = UnsafeMutableRawPointer.allocate(
    byteCount: bytes, alignment: isLarge ? largePage : 64)
  if isLarge { madvise(memory, bytes / largePage * largePage, MADV_HUGEPAGE) }
  let values = memory.bindMemory(to: Float.self, capacity: max(1, count))
  values.initialize(repeating: 0, count: max(1, count))
  return values
}
