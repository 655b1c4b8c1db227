import CRLAVectors
import Testing

/// Products with weights in panels, in every level, against sums in double precision.
@Suite struct ProductLoopTests {
  /// Rows in lines and images, with the parts of the depth.
  struct Shape: Sendable, CustomTestStringConvertible {
    var width: Int
    var lines = 1
    var images = 1
    var depths: [Int]
    var panel = 64

    var rows: Int { width * lines * images }
    var depth: Int { depths.reduce(0, +) }
    var testDescription: String { "\(images)x\(lines)x\(width), depths \(depths), panels \(panel)" }

    static let all = [
      Shape(width: 1, depths: [5]), Shape(width: 2, depths: [1, 2]),
      Shape(width: 25, depths: [40, 9], panel: 32), Shape(width: 49, depths: [33]),
      Shape(width: 7, lines: 7, depths: [8, 8, 8]),
      Shape(width: 13, lines: 3, images: 2, depths: [3]),
      // More tiles than a block holds.
      Shape(width: 151, depths: [16]), Shape(width: 14, lines: 14, depths: [6, 6], panel: 32),
      // Row-major weights are one wide panel.
      Shape(width: 9, depths: [12], panel: 320),
    ]
  }

  /// A product with everything that it reads.
  private final class Product {
    let shape: Shape
    let columns: Int
    let weights: Grid
    let panels: UnsafeMutablePointer<Float>
    let stored: Int
    let parts: [Grid]
    let y: Grid

    init(_ shape: Shape, columns: Int) {
      (self.shape, self.columns) = (shape, columns)
      let stored = (columns + 15) / 16 * 16
      self.stored = stored
      let weights = Grid(shape.depth, columns, seed: 1)
      self.weights = weights
      panels = .allocate(capacity: stored * shape.depth)
      panels.initialize(repeating: 0, count: stored * shape.depth)
      for column in 0..<columns {
        let panel = column / shape.panel * shape.panel
        let width = min(shape.panel, stored - panel)
        for row in 0..<shape.depth {
          panels[panel * shape.depth + row * width + column - panel] =
            Float(weights[row, column])
        }
      }
      // Twice the pixels along every axis: the rows are every other one.
      parts = shape.depths.enumerated().map { index, depth in
        Grid(shape.rows * 8, depth, gap: 2 + index, seed: 10 + index)
      }
      y = Grid(shape.rows, columns, seed: 3)
    }

    deinit { panels.deallocate() }

    /// Where a row lies in a part.
    func place(_ row: Int) -> Int {
      let (line, x) = row.quotientAndRemainder(dividingBy: shape.width)
      let (image, y) = line.quotientAndRemainder(dividingBy: shape.lines)
      return ((image * 2 * shape.lines + 2 * y) * shape.width + x) * 2
    }

    func sum(_ row: Int, _ column: Int) -> Double {
      var (sum, first) = (0.0, 0)
      for part in parts {
        for k in 0..<part.channels { sum += part[place(row), k] * weights[first + k, column] }
        first += part.channels
      }
      return sum
    }

    func run(
      _ loops: vec_loops, _ terms: vec_terms, rows: Range<Int>, columns: Range<Int>
    ) {
      let parts = parts.map { part in
        let line = 4 * shape.width * part.stride
        return vec_part(
          base: part.base, depth: part.channels, spacing: 1, step: 2 * part.stride, line: line,
          image: line * shape.lines)
      }
      var terms = terms
      parts.withUnsafeBufferPointer { parts in
        withUnsafePointer(to: &terms) { terms in
          var product = vec_product(
            parts: parts.baseAddress, part_count: parts.count, width: shape.width,
            lines: shape.lines, weights: panels, panel: shape.panel, stored_depth: shape.depth,
            stored_columns: stored, columns: self.columns, following: nil, terms: terms, y: y.map)
          loops.multiply_panels(
            &product, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound)
        }
      }
    }
  }

  private static let columnCounts = [1, 8, 16, 23, 32, 40, 48, 64, 65, 100, 152]

  @Test(arguments: Level.all, Shape.all)
  func `A product is the sum over the depth`(level: Level, shape: Shape) {
    for columns in Self.columnCounts {
      let product = Product(shape, columns: columns)
      product.run(level.loops, vec_terms(), rows: 0..<shape.rows, columns: 0..<columns)
      product.y.expect(1e-5, "product", product.sum)
    }
  }

  @Test(arguments: Level.all)
  func `Some rows and columns leave the others as they are`(level: Level) {
    let product = Product(Shape(width: 50, depths: [20, 11]), columns: 150)
    let old = product.y.values
    product.run(level.loops, vec_terms(), rows: 7..<43, columns: 64..<150)
    product.y.expect(1e-5, "part of a product") { row, column in
      (7..<43).contains(row) && column >= 64 ? product.sum(row, column) : old[row][column]
    }
  }

  /// A function of the table, with its parameters and formula.
  struct Function: Sendable, CustomTestStringConvertible {
    let name: String
    var parameters: (Float, Float) = (0, 0)
    let value: @Sendable (Double) -> Double

    var testDescription: String { name }

    var loop: vec_function {
      let number = (0..<vec_element_count()).first {
        String(cString: vec_element($0).pointee.name) == name
      }
      return vec_function(number: number ?? 0, p: parameters.0, q: parameters.1)
    }

    static let all = [
      Function(name: "identity") { $0 }, Function(name: "relu") { max(0, $0) },
      Function(name: "relu6") { min(6, max(0, $0)) },
      Function(name: "clip", parameters: (-0.25, 0.5)) { min(0.5, max(-0.25, $0)) },
      Function(name: "leaky_relu", parameters: (0.125, 0)) { $0 > 0 ? $0 : 0.125 * $0 },
    ]
  }

  @Test(arguments: Level.all, Function.all)
  func `All terms of an epilogue are applied to the sums`(level: Level, function: Function) {
    for columns in Self.columnCounts {
      let product = Product(Shape(width: 31, depths: [24]), columns: columns)
      let vectors = Grid(3, columns, seed: 5)
      let (before, after) = (Grid(31, columns, seed: 6), Grid(31, columns, gap: 0, seed: 7))
      func row(_ index: Int) -> UnsafePointer<Float> {
        UnsafePointer(vectors.base + index * vectors.stride)
      }
      let terms = vec_terms(
        before: before.map, center: row(0), scale: row(1), shift: row(2), after: after.map,
        function: function.loop)
      product.run(level.loops, terms, rows: 0..<31, columns: 0..<columns)
      product.y.expect(1e-5, function.name) { r, c in
        let x = product.sum(r, c) + before[r, c] - vectors[0, c]
        return function.value(x * vectors[1, c] + vectors[2, c] + after[r, c])
      }
    }
  }

  @Test(arguments: Level.all)
  func `A product that is not a number stays one`(level: Level) {
    let product = Product(Shape(width: 9, depths: [3]), columns: 40)
    product.parts[0].base[product.place(4) * product.parts[0].stride] = .nan
    let terms = Function.all.map { vec_terms(function: $0.loop) }
    for terms in terms {
      product.run(level.loops, terms, rows: 0..<9, columns: 0..<40)
      for row in 0..<9 {
        #expect((0..<40).allSatisfy { product.y[row, $0].isNaN == (row == 4) })
      }
    }
  }
}

extension vec_terms {
  fileprivate init(function: vec_function) {
    self.init()
    self.function = function
  }
}
