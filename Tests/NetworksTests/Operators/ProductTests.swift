import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Products of two tensors against loops over their indices.
@Suite struct ProductTests {
  private func answer(
    _ function: some Operator, _ shapes: [Shape]
  ) throws -> (shape: Shape, work: Work, assumptions: [Assumption]) {
    var requirements = Requirements()
    let shape = try function.outputShape(of: shapes, requiring: &requirements)
    let work = function.work(on: Operands(shapes), outputs: Results([.float(shape)]))
    return (shape, work, requirements.assumptions)
  }

  /// Walks all indices of a product of matrices in batches of up to three sizes, and counts.
  private func count(_ left: [Int], _ right: [Int]) -> (shape: [Int], products: Int) {
    let a = left.count == 1 ? [1] + left : left
    let b = right.count == 1 ? right + [1] : right
    let rank = max(a.count, b.count)
    let (x, y) = (pad(a, to: rank), pad(b, to: rank))
    let batch = zip(x.dropLast(2), y.dropLast(2)).map { max($0, $1) }
    var products = 0
    for _ in 0..<batch.reduce(1, *) {
      for _ in 0..<a[a.count - 2] {
        for _ in 0..<b[b.count - 1] {
          for _ in 0..<a[a.count - 1] { products += 1 }
        }
      }
    }
    let rows = left.count == 1 ? [] : [a[a.count - 2]]
    let columns = right.count == 1 ? [] : [b[b.count - 1]]
    return (batch + rows + columns, products)
  }

  private func pad(_ sizes: [Int], to rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - sizes.count) + sizes
  }

  @Test(arguments: [
    ([4], [4]), ([4], [4, 5]), ([3, 4], [4]), ([3, 4], [4, 5]), ([2, 3, 4], [4, 5]),
    ([3, 4], [2, 4, 5]), ([2, 1, 3, 4], [6, 4, 5]), ([4], [7, 4, 5]), ([7, 1, 4], [4]),
    ([2, 6, 3, 4], [2, 6, 4, 5]), ([1, 6, 3, 4], [2, 1, 4, 5]),
  ])
  func `A product of any ranks counts a loop over its indices`(
    left: [Int], right: [Int]
  ) throws {
    let (shape, work, assumptions) = try answer(
      MatMul(), [left, right].map { Shape($0.map { Dim($0) }) })
    let expected = count(left, right)
    #expect(shape.values == expected.shape)
    #expect(assumptions.isEmpty)
    #expect(work[.multiplyAdds].value == expected.products)
    #expect(
      work[.inputGradient] == work[.multiplyAdds] && work[.weightGradient] == work[.multiplyAdds])
    #expect(work[.inputElements].value == left.reduce(1, *))
    #expect(work.scalarOperations == 0 && work[.parametersPerImage] == 0)
  }

  @Test func `A product in symbols is one closed form`() throws {
    let (height, width, batch) = (Dim(.height), Dim(.width), Dim(.batch))
    let (shape, work, assumptions) = try answer(
      MatMul(), [[batch, 8, height, 16], [batch, 8, 16, width]])
    #expect(shape == [batch, 8, height, width])
    #expect(work[.multiplyAdds] == batch * 128 * height * width)
    #expect(assumptions.isEmpty)
    let unknown = try answer(MatMul(), [[3, height], [5, 2]])
    #expect(unknown.assumptions == [Assumption.equal(height, 5).normalized])
  }

  @Test func `Operands that do not fit are refused with both sizes`() {
    func refusal(_ form: MatMul.Form, _ left: Shape, _ right: Shape) -> ShapeMismatch? {
      var requirements = Requirements()
      do throws(ShapeMismatch) {
        _ = try MatMul(form).outputShape(of: [left, right], requiring: &requirements)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(.any, [3, 4], [5, 4]) == .innerSizes(4, 5))
    #expect(refusal(.any, [4], [5]) == .innerSizes(4, 5))
    #expect(refusal(.any, [2, 3, 4], [3, 4, 5]) == .unequal(axis: 0, 2, 3))
    #expect(refusal(.any, [], [4]) == .rank(expected: 1, actual: 0))
    #expect(refusal(.matrices, [3, 4], [2, 4, 5]) == .rank(expected: 2, actual: 3))
    #expect(refusal(.batches, [3, 4], [4, 5]) == .rank(expected: 3, actual: 2))
    #expect(refusal(.batches, [1, 3, 4], [2, 4, 5]) == .unequal(axis: 0, 1, 2))
    #expect(refusal(.batches, [2, 3, 4], [2, 4, 5]) == nil)
  }

  @Test(arguments: [false, true], [false, true])
  func `A Gemm transposes, scales and adds what a loop does`(left: Bool, right: Bool) throws {
    for (alpha, beta) in [(1.0, 1.0), (0.5, 2.0), (1.0, 0.0)] {
      for addend in [nil, [6], [4, 1], [4, 6], []] as [[Int]?] {
        let gemm = Gemm(
          transposesLeft: left, transposesRight: right, alpha: alpha, beta: beta)
        let shapes: [Shape] =
          [left ? [5, 4] : [4, 5], right ? [6, 5] : [5, 6]]
          + [addend].compactMap { $0.map { Shape($0.map { Dim($0) }) } }
        let (shape, work, assumptions) = try answer(gemm, shapes)
        #expect(shape == [4, 6] && assumptions.isEmpty)
        #expect(work[.multiplyAdds].value == count([4, 5], [5, 6]).products)
        #expect(work[.biasAdditions] == (addend == nil || beta == 0 ? 0 : 24))
        let scaled = addend.map { beta == 2 ? $0.reduce(1, *) : 0 } ?? 0
        #expect(work[.multiplications].value == (alpha == 1 ? 0 : 24) + scaled)
      }
    }
  }

  @Test func `A Gemm of batches multiplies matrix by matrix`() throws {
    let (shape, work, _) = try answer(
      Gemm(transposesRight: true, batched: true), [[3, 4, 5], [3, 6, 5], [6]])
    #expect(shape == [3, 4, 6])
    #expect(work[.multiplyAdds].value == count([3, 4, 5], [3, 5, 6]).products)
    #expect(work[.biasAdditions] == 72)
  }

  @Test func `A Gemm refuses operands and addends that do not fit`() {
    func refusal(_ gemm: Gemm, _ shapes: [Shape]) -> ShapeMismatch? {
      var requirements = Requirements()
      do throws(ShapeMismatch) {
        _ = try gemm.outputShape(of: shapes, requiring: &requirements)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(Gemm(), [[4, 5], [6, 5]]) == .innerSizes(5, 6))
    #expect(refusal(Gemm(), [[2, 4, 5], [2, 5, 6]]) == .rank(expected: 2, actual: 3))
    #expect(refusal(Gemm(batched: true), [[2, 4, 5], [3, 5, 6]]) == .unequal(axis: 0, 2, 3))
    #expect(refusal(Gemm(), [[4, 5], [5, 6], [4]]) == .unequal(axis: 1, 4, 6))
    #expect(refusal(Gemm(), [[1, 5], [5, 6], [4, 6]]) == .unequal(axis: 0, 4, 1))
    #expect(refusal(Gemm(), [[4, 5], [5, 6], [1, 4, 6]]) == .rank(expected: 2, actual: 3))
  }
}
