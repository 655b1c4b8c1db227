import CRLAVectors

/// `y = epilogue(x · weights)` by this package's own loops: the weights in panels, and the rows of x
/// read where they lie.
struct PanelProduct {
  /// A part of the rows of x along the depth.
  typealias Part = vec_part

  /// The columns of a panel, for every level of vector instructions.
  static let panelWidth = 64
  /// The columns that panels hold are zeros up to a multiple of this.
  static let leastColumns = 16

  /// The columns of panels that hold a matrix.
  static func storedColumns(_ columns: Int) -> Int {
    (columns + leastColumns - 1) / leastColumns * leastColumns
  }

  /// Rows of a line: rows are evenly spaced in the parts within a line, lines within an image.
  let width: Int
  let lines: Int
  let images: Int
  let weights: UnsafeMutablePointer<Float>
  /// Where they are not in panels, the distance between their rows.
  let panelWidth: Int
  private let isRowMajor: Bool
  /// Rows of the weights.
  let depth: Int
  /// The weights that are read next, which are prefetched.
  let following: UnsafePointer<Float>?

  init(
    width: Int, lines: Int = 1, images: Int = 1, weights: UnsafeMutablePointer<Float>,
    panelWidth: Int = PanelProduct.panelWidth, depth: Int,
    following: UnsafePointer<Float>? = nil
  ) {
    self.width = width
    self.lines = lines
    self.images = images
    self.weights = weights
    precondition(panelWidth.isMultiple(of: Self.leastColumns), "Vectors fill panels.")
    self.panelWidth = panelWidth
    isRowMajor = false
    self.depth = depth
    self.following = following
  }

  /// With all columns of a row-major matrix, a multiple of `leastColumns`, for weights.
  init(width: Int, weights: Matrix) {
    precondition(weights.columns.isMultiple(of: Self.leastColumns), "Vectors fill rows.")
    self.width = width
    (lines, images) = (1, 1)
    self.weights = weights.base
    panelWidth = weights.stride
    isRowMajor = true
    depth = weights.rows
    following = nil
  }

  private var rows: Int { width * lines * images }

  /// Multiplies on all threads.
  func run(_ parts: [Part], to y: FeatureMap, epilogue: Epilogue, on pool: WorkerPool) {
    let blocks = PanelBlocks(
      rows: rows, columns: y.channels, panelWidth: panelWidth,
      line: lines * images > 1 ? width : nil, threads: pool.threads)
    with(parts, to: y, epilogue: epilogue) { product in
      pool.run(blocks.count) { task, _ in
        let (rows, columns) = blocks[task]
        vec_multiply_panels(
          product, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound)
      }
    }
  }

  /// Multiplies some rows on the calling thread; `channel` is that of the epilogue for the first
  /// column.
  func run(
    _ parts: [Part], rows: Range<Int>, to y: FeatureMap, epilogue: Epilogue, channel: Int = 0
  ) {
    with(parts, to: y, epilogue: epilogue, channel: channel) { product in
      vec_multiply_panels(product, rows.lowerBound, rows.upperBound, 0, y.channels)
    }
  }

  private func with(
    _ parts: [Part], to y: FeatureMap, epilogue: Epilogue, channel: Int = 0,
    _ body: (_ product: UnsafePointer<vec_product>) -> Void
  ) {
    precondition(y.rows == rows, "The product has other rows.")
    var terms = epilogue.terms(channel: channel)
    parts.withUnsafeBufferPointer { parts in
      withUnsafePointer(to: &terms) { terms in
        var product = vec_product(
          parts: parts.baseAddress, part_count: parts.count, width: width, lines: lines,
          weights: weights, panel: panelWidth, stored_depth: depth,
          stored_columns: isRowMajor ? panelWidth : Self.storedColumns(y.channels),
          columns: y.channels, following: following, terms: terms, y: y.map())
        withUnsafePointer(to: &product, body)
      }
    }
  }

  /// Writes the transpose of some rows of a matrix in panels of this package's own width.
  static func pack(
    transposed matrix: PanelMatrix, to target: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    let (columns, depth) = (matrix.rows.count, matrix.columns)
    let panels = PanelMatrix(
      target, rows: depth, columns: storedColumns(columns), width: panelWidth)
    pool.run((columns + panelWidth - 1) / panelWidth) { panel, _ in
      let some = panel * panelWidth..<min((panel + 1) * panelWidth, columns)
      let all = some.lowerBound..<storedColumns(some.upperBound)
      matrix.rows(some).strips(0..<depth, most: .max) { source, rows in
        let to = panels.rows(rows).strip(all)
        if some != all { to.clear() }
        vec_transpose(
          source.rows, source.columns, source.base, source.stride, to.base, to.stride)
      }
    }
  }

  /// Writes a matrix in panels of this package's own width.
  static func pack(
    _ matrix: PanelMatrix, to target: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    let (depth, stored) = (matrix.rows.count, storedColumns(matrix.columns))
    let panels = PanelMatrix(target, rows: depth, columns: stored, width: panelWidth)
    pool.split(depth, grain: max(1, 16_384 / stored)) { rows, _ in
      panels.rows(rows).strips(matrix.columns..<stored, most: .max) { strip, _ in strip.clear() }
      matrix.rows(rows).strips(0..<matrix.columns, most: panelWidth) { strip, columns in
        panels.rows(rows).strips(columns, most: .max) { target, some in
          let source = strip.columns(some.shifted(by: -columns.lowerBound))
          Vectors.copy(source.map, to: target.map, rows: source.rows, channels: source.columns)
        }
      }
    }
  }
}

extension PanelProduct.Part {
  /// The rows of a matrix.
  init(rowsOf matrix: Matrix) {
    self.init(
      base: matrix.base, depth: matrix.columns, spacing: 1, step: matrix.stride, line: 0, image: 0)
  }

  /// The columns of a matrix: the rows of its transpose.
  init(columnsOf matrix: Matrix) {
    self.init(
      base: matrix.base, depth: matrix.rows, spacing: matrix.stride, step: 1, line: 0, image: 0)
  }
}
