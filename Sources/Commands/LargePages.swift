import CRLAHeap

/// Memory in pages of 2 MiB, for work that fills many of 4 KiB.
///
/// A model becomes hundreds of thousands of small objects. The system takes about as long to hand
/// out a small page as the program takes to fill it.
enum LargePages {
  /// Bytes that the nodes of most models fit into.
  private static let size = 32 << 20

  /// Lets the heap grow in large pages, as far as the system has them.
  static func useForHeap() { heap_use_large_pages(size) }
}
