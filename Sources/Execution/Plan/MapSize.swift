import RLAKernels
import RLANetworks
import RLASymbolic

/// The sizes of a value, channels last; vectors are maps of one pixel.
struct MapSize: Hashable, Sendable {
  var batch: Int
  /// 1 for all but volumes.
  var depth: Int
  var height: Int
  var width: Int
  var channels: Int

  var count: Int { batch * depth * height * width * channels }

  /// N×C, N×C×L, N×C×H×W or N×C×D×H×W.
  init?(_ shape: Shape) {
    guard let dims = shape.values else { return nil }
    self.init(dims)
  }

  init?(_ dims: [Int]) {
    guard (2...5).contains(dims.count) else { return nil }
    batch = dims[0]
    channels = dims[1]
    let axes = Array(repeating: 1, count: 5 - dims.count) + dims.dropFirst(2)
    depth = axes[0]
    height = axes[1]
    width = axes[2]
  }
}

/// One block of memory and the time during which it is in use.
struct Buffer: Sendable {
  enum Content: Hashable, Sendable {
    case value(ValueID)
    case gradient(ValueID)
    /// What the forward pass of a step saves for its backward pass.
    case saved(step: Int)
    case scratch
  }

  let content: Content
  let bytes: Int
  /// The first and the last moment, both included.
  var lifetime: ClosedRange<Int>
  /// Its offset in the arena, in bytes.
  var offset = 0

  /// Its bytes in the arena.
  var place: Range<Int> { offset..<offset + bytes }
}
