import RLAKernels
import RLANetworks
import TestSupport
import Testing

/// Contractions of tensors in any memory order, with negative strides and gaps.
@Suite struct ContractionTests {
  private static let styles = [ProductStyle.whole, .small]

  /// A tensor in memory between values that must not change.
  private final class Laid {
    let view: TensorView
    private let base: UnsafeMutablePointer<Float>
    private let count: Int
    private static let gap: Float = 77

    init(_ tensor: ReferenceTensor, order: [Int], gaps: [Int], backwards: [Bool]) {
      var strides = Array(repeating: 1, count: tensor.rank)
      var (step, offset) = (1, 0)
      for axis in order.reversed() {
        step *= gaps[axis]
        strides[axis] = backwards[axis] ? -step : step
        if backwards[axis] { offset += (tensor.sizes[axis] - 1) * step }
        step *= tensor.sizes[axis]
      }
      count = step
      base = .allocate(capacity: count)
      base.initialize(repeating: Self.gap, count: count)
      view = TensorView(base + offset, sizes: tensor.sizes, strides: strides)
      for (position, value) in tensor.values.enumerated() {
        view.elements(of: Float.self)[view.offset(of: position)] = Float(value)
      }
    }

    convenience init(_ tensor: ReferenceTensor, _ generator: inout SeededGenerator) {
      let order = (0..<tensor.rank).shuffled(using: &generator)
      let gaps = (0..<tensor.rank).map { _ in Int.random(in: 0..<4, using: &generator) == 0 ? 2 : 1
      }
      let backwards = (0..<tensor.rank).map { _ in Int.random(in: 0..<6, using: &generator) == 0 }
      self.init(tensor, order: order, gaps: gaps, backwards: backwards)
    }

    deinit { base.deallocate() }

    var values: [Double] {
      (0..<view.count).map { Double(view.elements(of: Float.self)[view.offset(of: $0)]) }
    }

    var gapCount: Int { (0..<count).count { base[$0] == Self.gap } }
  }

  private func run(
    _ contraction: Contraction, _ a: Laid, _ b: Laid, to y: Laid, accumulating: Bool,
    _ style: ProductStyle, threads: Int
  ) throws {
    let count = contraction.scratch
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
    defer { scratch.deallocate() }
    contraction.run(
      a.view, b.view, to: y.view, accumulating: accumulating,
      workspace: Workspace(scratch, count: count),
      on: try WorkerPool(threads: threads, products: style))
  }

  /// Which of the operands and the result have a letter.
  private static let memberships: [(left: Bool, right: Bool, output: Bool)] = [
    (true, true, true), (true, true, false), (true, false, true), (false, true, true),
    (true, false, false), (false, true, false),
  ]

  private static func equation(_ generator: inout SeededGenerator) throws -> EinsumEquation {
    var (left, right, output) = ("", "", "")
    for letter in "abcde".prefix(Int.random(in: 1...5, using: &generator)) {
      let membership = memberships[Int.random(in: memberships.indices, using: &generator)]
      if membership.left { left.append(letter) }
      if membership.right { right.append(letter) }
      if membership.output { output.append(letter) }
    }
    func shuffled(_ text: String) -> String { String(text.shuffled(using: &generator)) }
    return try EinsumEquation("\(shuffled(left)),\(shuffled(right))->\(shuffled(output))")
  }

  @Test(arguments: 0..<80)
  func `Any letters of any layout are multiplied and summed`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let letters = try Self.equation(&generator)
    let all = Set(letters.operands[0] + letters.operands[1]).sorted()
    let sizes = Dictionary(
      uniqueKeysWithValues: all.map { ($0, Int.random(in: 1...4, using: &generator)) })
    func tensor(_ letters: [Character], _ seed: Int) -> ReferenceTensor {
      .distinct(letters.map { sizes[$0] ?? 1 }, seed: seed)
    }
    let (left, right) = (tensor(letters.operands[0], 0), tensor(letters.operands[1], 1))
    let old = tensor(letters.output, 2)
    let alpha = Bool.random(using: &generator) ? 1 : -0.5
    let plain = PlainProducts.einsum(letters, [left, right]).values
    let (a, b) = (Laid(left, &generator), Laid(right, &generator))
    for (style, accumulates) in Self.styles.flatMap({ style in [(style, true), (style, false)] }) {
      let y = Laid(old, &generator)
      func stride(_ letter: Character, _ letters: [Character], _ tensor: Laid) -> Int {
        letters.firstIndex(of: letter).map { tensor.view.strides[$0] } ?? 0
      }
      let contraction = Contraction(
        all.map { letter in
          Contraction.Axis(
            sizes[letter] ?? 1, left: stride(letter, letters.operands[0], a),
            right: stride(letter, letters.operands[1], b), result: stride(letter, letters.output, y)
          )
        }, alpha: Float(alpha))
      let gaps = y.gapCount
      try run(contraction, a, b, to: y, accumulating: accumulates, style, threads: 1 + seed % 3)
      for (value, (sum, before)) in zip(y.values, zip(plain, old.values)) {
        #expect(abs(value - alpha * sum - (accumulates ? before : 0)) < 1e-4)
      }
      #expect(y.gapCount == gaps)
    }
  }

  /// Sizes at which products are split over threads, cut into calls, or transposed block by block.
  @Test(arguments: [(200, 5, 6), (3, 65, 1100), (101, 67, 40), (1, 130, 33), (70, 1, 50)], styles)
  func `Matrices are row-major or column-major`(
    sizes: (rows: Int, columns: Int, depth: Int), style: ProductStyle
  ) throws {
    let (rows, columns, depth) = sizes
    let left = ReferenceTensor.distinct([rows, depth])
    let right = ReferenceTensor.distinct([depth, columns], seed: 1)
    var plain = Array(repeating: 0.0, count: rows * columns)
    for row in 0..<rows {
      for index in 0..<depth {
        let factor = left.values[row * depth + index]
        for column in 0..<columns {
          plain[row * columns + column] += factor * right.values[index * columns + column]
        }
      }
    }
    let orders = [[0, 1], [1, 0]]
    func laid(_ tensor: ReferenceTensor, _ order: [Int]) -> Laid {
      Laid(tensor, order: order, gaps: [1, 1], backwards: [false, false])
    }
    for (first, second) in orders.flatMap({ first in orders.map { (first, $0) } }) {
      for third in orders {
        let (a, b) = (laid(left, first), laid(right, second))
        let y = laid(ReferenceTensor([rows, columns]) { _ in 0 }, third)
        let (l, r, t) = (a.view.strides, b.view.strides, y.view.strides)
        let contraction = Contraction([
          Contraction.Axis(rows, left: l[0], right: 0, result: t[0]),
          Contraction.Axis(columns, left: 0, right: r[1], result: t[1]),
          Contraction.Axis(depth, left: l[1], right: r[0], result: 0),
        ])
        #expect(contraction.scratch == 0)
        try run(contraction, a, b, to: y, accumulating: false, style, threads: 2)
        let worst = zip(y.values, plain).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst < 1e-4 * Double(depth))
      }
    }
  }

  /// An operand may be a view that repeats its elements along any axis of y.
  @Test(arguments: [[0, 1], [1, 0]], styles)
  func `A result is broadcast along an axis that no factor has`(
    order: [Int], style: ProductStyle
  ) throws {
    let (left, right) = (ReferenceTensor.distinct([5]), ReferenceTensor.distinct([5, 3], seed: 1))
    let a = Laid(left, order: [0], gaps: [1], backwards: [false])
    let b = Laid(right, order: [0, 1], gaps: [1, 1], backwards: [false, false])
    let old = ReferenceTensor.distinct([4, 3], seed: 2)
    let y = Laid(old, order: order, gaps: [1, 1], backwards: [false, false])
    let (r, t) = (b.view.strides, y.view.strides)
    let contraction = Contraction([
      Contraction.Axis(4, left: 0, right: 0, result: t[0]),
      Contraction.Axis(3, left: 0, right: r[1], result: t[1]),
      Contraction.Axis(5, left: a.view.strides[0], right: r[0], result: 0),
    ])
    try run(contraction, a, b, to: y, accumulating: true, style, threads: 2)
    let product = PlainProducts.matmul(left, right).repeated(to: [4, 3])
    for (value, (sum, before)) in zip(y.values, zip(product.values, old.values)) {
      #expect(abs(value - sum - before) < 1e-5)
    }
  }
}
