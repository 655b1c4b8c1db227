import CRLAVectors

/// How matrix products are passed to the library.
public struct ProductStyle: Hashable, Sendable {
  /// How wide the panels of weights should be; see `PanelMatrix`.
  public let panelWidth: Int
  /// The most multiply-adds of one call; nil where a product is one call.
  let mostWork: Int?

  /// One call for a product: the library packs both matrices into its own order first.
  public static let whole = ProductStyle(panelWidth: .max, mostWork: nil)

  /// Many small calls, for which the library has kernels that read both matrices in place.
  ///
  /// OpenBLAS takes them up to 100³ multiply-adds (interface/gemm.c and
  /// kernel/x86_64/sgemm_small_kernel_permit_skylakex.c of version 0.3.21).
  public static let small = ProductStyle(panelWidth: 64, mostWork: 1_000_000)

  /// Both.
  public static let all = [whole, small]

  /// What a name of an algorithm says of it: nothing of whole products.
  var suffix: String { mostWork == nil ? "" : " in small calls" }

  /// Values of a transposed panel, by thread; they stay in the L2 cache.
  public static let packedCount = 32_768

  /// The likely faster one on this processor: only OpenBLAS's AVX-512 cores have kernels for small
  /// products.
  public static var forProcessor: ProductStyle {
    LinearAlgebra.coreName.map(smallProductCores.contains) == true ? .small : .whole
  }

  private static let smallProductCores: Set = ["SkylakeX", "Cooperlake", "SapphireRapids"]
}

/// The matrix products of one thread.
struct Products {
  /// Rows of a block: a block of both factors should stay in the L1 cache.
  private static let mostRows = 96
  private static let leastRows = 36
  /// Rows that OpenBLAS's AVX-512 kernels keep in registers.
  private static let tileRows = 6
  /// Values of two matrices that should fit into the L2 cache together.
  private static let cachedCount = 131_072

  let style: ProductStyle
  let precision: Precision
  /// Room for `ProductStyle.packedCount` values.
  let packed: UnsafeMutablePointer<Float>

  /// `c (+)= a · b` for some columns of b, which are all columns of c.
  func multiply(
    _ a: Matrix, _ b: PanelMatrix, columns: Range<Int>, to c: Matrix, accumulating: Bool
  ) {
    b.strips(columns, most: style.panelWidth) { strip, range in
      product(
        a, strip, to: c.columns(range.shifted(by: -columns.lowerBound)),
        accumulating: accumulating)
    }
  }

  /// `c (+)= a · bᵀ` for some rows of b, which are all columns of c.
  func multiply(
    _ a: Matrix, transposed b: PanelMatrix, rows: Range<Int>, to c: Matrix, accumulating: Bool
  ) {
    let b = b.rows(rows)
    guard style.mostWork != nil, precision == .single, c.rows > 1 else {
      b.strips(0..<b.columns, most: .max) { strip, columns in
        c.product(
          a.columns(columns), strip, bTransposed: true,
          accumulating: accumulating || columns.lowerBound > 0, precision: precision)
      }
      return
    }
    for some in (0..<rows.count).chunks(of: style.panelWidth) {
      multiplyPacked(
        a, transposed: b.rows(some), to: c.columns(some), accumulating: accumulating)
    }
  }

  /// The same for as many rows of b as a panel is wide: they are transposed first, since OpenBLAS has
  /// no fast small kernel for this case.
  private func multiplyPacked(
    _ a: Matrix, transposed b: PanelMatrix, to c: Matrix, accumulating: Bool
  ) {
    let width = b.rows.count
    let depth = ProductStyle.packedCount / width
    for columns in (0..<b.columns).chunks(of: depth) {
      b.strips(columns, most: .max) { strip, range in
        vec_transpose(
          strip.rows, strip.columns, strip.base, strip.stride,
          packed + (range.lowerBound - columns.lowerBound) * width, width)
      }
      product(
        a.columns(columns),
        Matrix(base: packed, rows: columns.count, columns: width, stride: width), to: c,
        accumulating: accumulating || columns.lowerBound > 0)
    }
  }

  /// `c (+)= aᵀ · b` for some columns of c, which are all columns of b.
  func multiply(
    transposed a: Matrix, _ b: Matrix, to c: PanelMatrix, columns: Range<Int>, accumulating: Bool
  ) {
    // Both matrices can be long, so as many rows as fit into a cache are read at a time.
    let isCut = style.mostWork != nil && precision == .single
    let depth = isCut ? max(128, Self.cachedCount / (a.columns + b.columns)) : max(1, a.rows)
    for rows in (0..<a.rows).chunks(of: depth) {
      c.strips(columns, most: style.panelWidth) { strip, range in
        product(
          a.rows(rows), transposed: true,
          b.rows(rows).columns(range.shifted(by: -columns.lowerBound)), to: strip,
          accumulating: accumulating || rows.lowerBound > 0)
      }
    }
  }

  /// `c (+)= alpha · a · b` or `alpha · aᵀ · b` in calls of the size that the style asks for.
  func product(
    _ a: Matrix, transposed: Bool = false, _ b: Matrix, alpha: Float = 1, to c: Matrix,
    accumulating: Bool
  ) {
    guard let most = style.mostWork, precision == .single, c.rows > 1 else {
      c.product(
        a, aTransposed: transposed, b, alpha: alpha, accumulating: accumulating,
        precision: precision)
      return
    }
    // A few whole rows of a are faster than parts of many rows, which memory delivers slowly.
    let fitting = transposed ? Self.mostRows : most / (c.columns * max(1, b.rows))
    let size = Self.even(c.rows, most: min(Self.mostRows, max(Self.leastRows, fitting)))
    for rows in (0..<c.rows).chunks(of: size) {
      let depthBlocks = max(1, (rows.count * c.columns * b.rows + most - 1) / most)
      for depthBlock in 0..<depthBlocks {
        let lower = b.rows * depthBlock / depthBlocks
        let depth = lower..<b.rows * (depthBlock + 1) / depthBlocks
        c.rows(rows).product(
          transposed ? a.rows(depth).columns(rows) : a.rows(rows).columns(depth),
          aTransposed: transposed, b.rows(depth), alpha: alpha,
          accumulating: accumulating || depthBlock > 0)
      }
    }
  }

  /// The size of even blocks of at most `most` rows, in whole tiles of the kernel.
  private static func even(_ rows: Int, most: Int) -> Int {
    let most = most / tileRows * tileRows
    let blocks = (rows + most - 1) / most
    let size = (rows + blocks - 1) / blocks
    return (size + tileRows - 1) / tileRows * tileRows
  }
}
