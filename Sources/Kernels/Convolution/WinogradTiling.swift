import CRLAVectors

/// Winograd's minimal filtering with a 3x3 window and tiles of one size.
package enum WinogradTransform: Sendable {
  /// F(2x2, 3x3): 16 products instead of 36, for small maps.
  case two
  /// F(4x4, 3x3): 36 products instead of 144.
  case four

  /// Results of a tile along each axis.
  package var side: Int { self == .two ? 2 : 4 }
  /// Pixels of a tile along each axis.
  var reach: Int { side + 2 }
  var points: Int { reach * reach }

  package var name: String { "Winograd F(\(side)x\(side), 3x3)" }

  /// The transform of pixels to blocks `ldv` apart.
  func input(
    _ pixels: UnsafePointer<UnsafePointer<Float>?>, _ channels: Int,
    _ v: UnsafeMutablePointer<Float>, _ ldv: Int
  ) {
    self == .two
      ? vec_small_winograd_input(pixels, channels, v, ldv)
      : vec_winograd_input(pixels, channels, v, ldv)
  }

  /// The transform of nine taps `ldw` apart to blocks `ldu` apart.
  func filter(
    _ w: UnsafePointer<Float>, _ ldw: Int, _ channels: Int, _ u: UnsafeMutablePointer<Float>,
    _ ldu: Int
  ) {
    self == .two
      ? vec_small_winograd_filter(w, ldw, channels, u, ldu)
      : vec_winograd_filter(w, ldw, channels, u, ldu)
  }

  /// The transform of products to results, which are added to what is there where `accumulating`
  /// says so; nil pixels are outside.
  func output(
    _ m: UnsafePointer<Float>, _ ldm: Int, _ channels: Int,
    _ pixels: UnsafePointer<UnsafeMutablePointer<Float>?>, accumulating: Bool
  ) {
    guard self == .two else {
      return vec_winograd_output(m, ldm, channels, pixels, accumulating ? 1 : 0)
    }
    precondition(!accumulating, "Only the larger tiles are added.")
    vec_small_winograd_output(m, ldm, channels, pixels)
  }

  /// The transform of the gradients of results to blocks `ldm` apart, for the gradient of the filter.
  func gradient(
    _ pixels: UnsafePointer<UnsafePointer<Float>?>, _ channels: Int,
    _ m: UnsafeMutablePointer<Float>, _ ldm: Int
  ) {
    precondition(self == .four, "Only the larger tiles have gradients.")
    vec_winograd_gradient(pixels, channels, m, ldm)
  }
}

/// The tiles of a map.
struct WinogradTiling: Sendable {
  let transform: WinogradTransform
  let geometry: ConvolutionGeometry
  let batch: Int

  init(_ transform: WinogradTransform, _ geometry: ConvolutionGeometry, batch: Int) {
    self.transform = transform
    self.geometry = geometry
    self.batch = batch
  }

  private var side: Int { transform.side }
  private var rows: Int { (geometry.vertical.output + side - 1) / side }
  private var columns: Int { (geometry.horizontal.output + side - 1) / side }

  /// Tiles of the whole batch.
  var count: Int { batch * rows * columns }

  /// Products per pair of channels that are saved; tiles that stick out at the edges save less, or
  /// cost more.
  var savedMultiplies: Int {
    9 * batch * geometry.vertical.output * geometry.horizontal.output - transform.points * count
  }

  /// The image of a tile and its first output pixel.
  typealias Place = (image: Int, y: Int, x: Int)

  func place(_ tile: Int) -> Place {
    let (image, rest) = tile.quotientAndRemainder(dividingBy: rows * columns)
    let (row, column) = rest.quotientAndRemainder(dividingBy: columns)
    return (image, row * side, column * side)
  }
}
