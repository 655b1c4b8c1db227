import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Einstein sums against a loop over the indices of all letters.
@Suite struct EinsumTests {
  private static let sizes: [Character: Int] = ["i": 2, "j": 3, "k": 4, "n": 5, "A": 6]

  private func refusal(_ equation: String, _ left: Shape, _ right: Shape) -> ShapeMismatch? {
    var requirements = Requirements()
    do throws(ShapeMismatch) {
      _ = try Einsum(equation).outputShape(of: [left, right], requiring: &requirements)
      return nil
    } catch {
      return error
    }
  }

  private func shape(_ letters: String) -> Shape {
    Shape(letters.map { Dim(Self.sizes[$0] ?? 0) })
  }

  /// Visits every choice of indices.
  private func loop(_ letters: Set<Character>) -> Int {
    guard let letter = letters.first else { return 1 }
    return (0..<(Self.sizes[letter] ?? 0)).reduce(0) { sum, _ in
      sum + loop(letters.subtracting([letter]))
    }
  }

  @Test(arguments: [
    ("ij,jk->ik", "ij", "jk", "ik"), ("ij,jk", "ij", "jk", "ik"), ("kj,ji", "kj", "ji", "ik"),
    (" n i j , n j k -> n i k ", "nij", "njk", "nik"), ("i,j->ij", "i", "j", "ij"),
    ("ij,ij->", "ij", "ij", ""), ("ij,ij", "ij", "ij", ""), ("ij,k->k", "ij", "k", "k"),
    ("iA,Aj->ji", "iA", "Aj", "ji"), ("jA,k", "jA", "k", "Ajk"), (",ij->j", "", "ij", "j"),
  ])
  func `An equation counts a loop over its letters`(
    equation: String, left: String, right: String, output: String
  ) throws {
    let inputs = [shape(left), shape(right)]
    var requirements = Requirements()
    let result = try Einsum(equation).outputShape(of: inputs, requiring: &requirements)
    #expect(result == shape(output))
    #expect(requirements.assumptions.isEmpty)
    let work = Einsum(equation).work(on: Operands(inputs), outputs: Results([.float(result)]))
    let products = loop(Set(left + right))
    if Set(left + right) == Set(output) {
      // PyTorch multiplies elements where nothing is summed.
      #expect(work[.multiplyAdds] == 0 && work[.elementwiseProducts].value == products)
      #expect(work.scalarOperations.value == products)
      return
    }
    #expect(work[.multiplyAdds].value == products)
    #expect(
      work[.inputGradient] == work[.multiplyAdds] && work[.weightGradient] == work[.multiplyAdds])
    #expect(work.scalarOperations == 0)
  }

  @Test func `Letters of size 1 repeat, and unknown sizes have to be equal`() throws {
    var requirements = Requirements()
    let one = Einsum("ij,jk->ijk")
    #expect(
      try one.outputShape(of: [[2, 1], [3, 4]], requiring: &requirements) == [2, 3, 4])
    #expect(requirements.assumptions.isEmpty)
    let width = Dim(.width)
    #expect(
      try one.outputShape(of: [[2, width], [3, 4]], requiring: &requirements) == [2, 3, 4])
    #expect(requirements.assumptions == [Assumption.equal(width, 3).normalized])
  }

  private func result(_ equation: String, _ shapes: [Shape]) throws -> (Shape, Work) {
    var requirements = Requirements()
    let shape = try Einsum(equation).outputShape(of: shapes, requiring: &requirements)
    #expect(requirements.assumptions.isEmpty)
    return (
      shape, Einsum(equation).work(on: Operands(shapes), outputs: Results([.float(shape)]))
    )
  }

  @Test(
    arguments: [
      ("...ij,...jk->...ik", [7, 8, 2, 4]), ("...ij,...jk", [7, 8, 2, 4]),
      ("...ij,...jk->ik...", [2, 4, 7, 8]), ("...ij,...jk->ik", [2, 4]),
    ] as [(String, Shape)])
  func `Axes of an ellipsis broadcast`(equation: String, expected: Shape) throws {
    for left: Shape in [[7, 8, 2, 3], [1, 8, 2, 3], [7, 1, 2, 3]] {
      for right: Shape in [[7, 8, 3, 4], [8, 3, 4]] where left == [7, 8, 2, 3] || right.rank == 4 {
        let (shape, work) = try result(equation, [left, right])
        #expect(shape == expected && work[.multiplyAdds] == 7 * 8 * 2 * 3 * 4)
      }
    }
  }

  @Test func `One operand is moved and summed, and several are joined from the left`() throws {
    let (moved, additions) = try result("nhk->kn", [[2, 3, 4]])
    #expect(
      moved == [4, 2]
        && additions
          == Work(
            inputElements: 24, outputElements: 8, additions: 16)
    )
    let (joined, work) = try result("ij,jk,kl->il", [[2, 3], [3, 4], [4, 5]])
    #expect(joined == [2, 5] && work[.multiplyAdds] == 2 * 3 * 4 + 2 * 4 * 5)
    let (outer, products) = try result("i,j,k", [[2], [3], [4]])
    #expect(outer == [2, 3, 4] && products[.elementwiseProducts] == 2 * 3 + 2 * 3 * 4)
  }

  @Test func `A letter that stands twice takes a diagonal`() throws {
    let (trace, sums) = try result("ii->", [[5, 5]])
    #expect(trace == [] && sums[.additions] == 4 && sums[.inputElements] == 25)
    let (product, work) = try result("bii,ij->bj", [[2, 3, 3], [3, 4]])
    #expect(product == [2, 4] && work[.multiplyAdds] == 2 * 3 * 4)
    #expect(refusal("ii,ij->ij", [2, 3], [2, 3]) == .letter("i", 2, 3))
    #expect(refusal("ii,ij->ij", [1, 3], [3, 3]) == .letter("i", 1, 3))
  }

  @Test func `An unsupported equation is refused with its reason`() {
    let faults: [(String, EinsumEquation.Fault)] = [
      ("...i...,jk->ik", .ellipsis), ("ij,jk->...", .ellipsis), ("ii->ii", .repeated("i")),
      ("ij,jk->ikk", .repeated("k")),
      ("ij,jk->im", .unknown("m")), ("ij.,jk->ik", .malformed),
      ("ij,jk->i->k", .malformed), ("i1,1k->ik", .malformed), ("ij,j-ik", .malformed),
      ("ij,jk>ik", .malformed),
    ]
    for (equation, fault) in faults {
      #expect(refusal(equation, [2, 3], [3, 4]) == .equation(equation, fault))
    }
    #expect(refusal("ij,jk->ik", [2, 3], [4, 5]) == .letter("j", 3, 4))
    #expect(refusal("ij,jk->ik", [2, 3, 4], [4, 5]) == .rank(expected: 2, actual: 3))
    #expect(refusal("...ijk,jk->i", [2, 3], [3, 4]) == .rank(expected: 3, actual: 2))
    #expect(refusal("ij->i", [2, 3], [3, 4]) == .outputs(expected: 1, actual: 2))
    #expect(refusal("ij,j->i", [2, 3], [3, 1]) == .rank(expected: 1, actual: 2))
  }
}
