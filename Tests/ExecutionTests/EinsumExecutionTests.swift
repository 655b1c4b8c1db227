import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Sums of products over letters.
@Suite(.serialized) struct EinsumExecutionTests {
  static let equations: [(String, [Int], [Int])] = [
    ("ij,jk->ik", [3, 4], [4, 5]), ("ij,jk", [3, 4], [4, 5]), ("ij,kj->ki", [3, 4], [5, 4]),
    ("bhqd,bhkd->bhqk", [2, 3, 2, 4], [2, 3, 5, 4]),
    ("bqhd,bkhd->bhqk", [2, 2, 3, 4], [2, 5, 3, 4]),
    ("bhqk,bkhd->bqhd", [2, 3, 2, 4], [2, 4, 3, 5]),
    ("nchw,cwk->nhk", [2, 3, 2, 4], [3, 4, 5]), ("i,j->ij", [3], [4]), ("i,j->ji", [3], [4]),
    ("i,i->", [5], [5]), ("i,i->i", [5], [5]), ("ijk,k->i", [3, 2, 4], [4]),
    ("ij,k->ik", [3, 4], [5]), ("ia,jb->ij", [2, 3], [4, 2]),
    ("bij,bjk->ikb", [2, 3, 4], [2, 4, 3]),
    ("abc,bad->dc", [2, 3, 4], [3, 2, 5]), ("ij,jk->ik", [3, 1], [4, 5]),
    ("bij,bjk->bik", [1, 3, 4], [2, 4, 3]), ("abij,cj->iabc", [2, 3, 2, 4], [3, 4]),
    (",i->i", [], [4]), ("...ij,...jk->...ik", [2, 1, 3, 4], [5, 4, 2]),
    ("aibj,kalb->ijkl", [2, 3, 2, 2], [3, 2, 2, 2]), ("bii,ij->bj", [2, 3, 3], [3, 4]),
    ("ibi,jj->bj", [3, 2, 3], [4, 4]),
  ]

  @Test(arguments: equations)
  func `Letters of two tensors are multiplied and summed`(
    equation: String, left: [Int], right: [Int]
  ) throws {
    let letters = try EinsumEquation(equation).spelled(ranks: [left.count, right.count])
    try OperatorCheck(
      function: Einsum(equation), inputs: [.distinct(left), .distinct(right, seed: 1)]
    ) { inputs, _ in [PlainProducts.einsum(letters, inputs)] }.run()
  }

  @Test(arguments: [
    ("ij->ji", [[3, 4]]), ("ijk->j", [[2, 3, 4]]), ("ij->", [[3, 4]]), ("ij", [[3, 4]]),
    ("ji", [[3, 4]]), ("...ij->...j", [[2, 2, 3, 4]]), ("->", [[]]),
    ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 5]]), ("ij,jk,ki->", [[2, 3], [3, 4], [4, 2]]),
    ("bij,bjk,bk->bi", [[2, 3, 4], [2, 4, 5], [2, 5]]),
    ("i,j,k,l->lkji", [[2], [3], [2], [3]]), ("ij,jk,jl->il", [[2, 1], [3, 4], [3, 2]]),
    ("...ij,...jk,...kl->...il", [[2, 1, 3, 2], [4, 2, 3], [3, 2]]),
    ("ii->", [[4, 4]]), ("...ii->...i", [[2, 3, 3]]), ("ijij->ji", [[2, 3, 2, 3]]),
    ("iii->i", [[3, 3, 3]]), ("ii,ij,jj->ij", [[3, 3], [3, 2], [2, 2]]),
  ])
  func `One tensor is summed and turned, more are joined from left to right`(
    equation: String, sizes: [[Int]]
  ) throws {
    let letters = try EinsumEquation(equation).spelled(ranks: sizes.map(\.count))
    try OperatorCheck(
      function: Einsum(equation),
      inputs: sizes.enumerated().map { .distinct($0.element, seed: $0.offset) }
    ) { inputs, _ in [PlainProducts.einsum(letters, inputs)] }.run()
  }

  @Test func `Whole numbers and empty tensors are refused by name`() {
    let function = Einsum("ij,jk->ik")
    for facts in [
      [Fact(.int64, [3, 4]), Fact(.int64, [4, 5])], [.float([3, 0]), .float([0, 5])],
    ] {
      #expect(PlainProducts.failure(function, facts) == .unsupported("einsum", function.kind))
    }
    #expect(PlainProducts.failure(function, [.float([3, 4]), .float([4, 5])]) == nil)
  }
}
