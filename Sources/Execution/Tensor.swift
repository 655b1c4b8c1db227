import Kernels
import Networks
import Operators
import Symbolic

/// The sizes of a value, channels last; vectors are maps of one pixel.
struct MapSize: Hashable, Sendable {
  var images: Int
  var height: Int
  var width: Int
  var channels: Int

  var count: Int { images * height * width * channels }

  /// N×C, N×C×L or N×C×H×W.
  init?(_ shape: Shape) {
    guard let dims = shape.values, (2...4).contains(dims.count) else { return nil }
    images = dims[0]
    channels = dims[1]
    height = dims.count == 4 ? dims[2] : 1
    width = dims.count == 4 ? dims[3] : dims.count == 3 ? dims[2] : 1
  }
}

/// Where a value lives: in memory of its own, or as a view of another value.
struct Placement: Hashable, Sendable {
  /// The value whose memory this is.
  let root: ValueID
  /// The first channel in the memory of the root.
  let firstChannel: Int
  /// Values between two pixels.
  let stride: Int
}

/// One piece of memory and the time during which it is in use.
struct Buffer: Sendable {
  enum Content: Hashable, Sendable {
    case value(ValueID)
    case gradient(ValueID)
    /// What the forward pass of a step keeps for its backward pass.
    case saved(step: Int)
    case scratch
  }

  let content: Content
  /// In values of four bytes.
  let count: Int
  /// The first and the last moment, both included.
  var lifetime: ClosedRange<Int>
  /// Where it begins in the arena.
  var offset = 0
}
