import RLAExecution
import RLANetworks

/// Products of tensors term by term, without matrices.
enum PlainProducts {
  /// `numpy.matmul`.
  static func matmul(_ a: ReferenceTensor, _ b: ReferenceTensor) -> ReferenceTensor {
    let left = ReferenceTensor(a.rank == 1 ? [1] + a.sizes : a.sizes, a.values)
    let right = ReferenceTensor(b.rank == 1 ? b.sizes + [1] : b.sizes, b.values)
    let (rows, depth) = (left.sizes[left.rank - 2], left.sizes[left.rank - 1])
    let columns = right.sizes[right.rank - 1]
    let batchRank = max(left.rank, right.rank) - 2
    func batch(_ tensor: ReferenceTensor) -> [Int] {
      Array(repeating: 1, count: batchRank + 2 - tensor.rank) + tensor.sizes.dropLast(2)
    }
    func place(_ tensor: ReferenceTensor, _ position: [Int]) -> [Int] {
      let added = batchRank + 2 - tensor.rank
      return (0..<tensor.rank - 2).map { tensor.sizes[$0] == 1 ? 0 : position[added + $0] }
    }
    let sizes = zip(batch(left), batch(right)).map { max($0, $1) }
    let product = ReferenceTensor(sizes + [rows, columns]) { position in
      let (row, column) = (position[batchRank], position[batchRank + 1])
      return (0..<depth).reduce(0) { sum, index in
        sum + left[place(left, position) + [row, index]]
          * right[place(right, position) + [index, column]]
      }
    }
    return ReferenceTensor(
      sizes + (a.rank > 1 ? [rows] : []) + (b.rank > 1 ? [columns] : []), product.values)
  }

  /// Every choice of an index for every letter adds one term.
  static func einsum(
    _ equation: EinsumEquation, _ operands: [ReferenceTensor]
  ) -> ReferenceTensor {
    var sizes: [Character: Int] = [:]
    for (letter, size) in zip(equation.operands.joined(), operands.map(\.sizes).joined()) {
      sizes[letter] = max(sizes[letter] ?? 1, size)
    }
    let letters = sizes.keys.sorted()
    var result = ReferenceTensor(equation.output.map { sizes[$0] ?? 1 }) { _ in 0 }
    for choice in ReferenceTensor.positions(letters.map { sizes[$0] ?? 1 }) {
      let index = Dictionary(uniqueKeysWithValues: zip(letters, choice))
      func place(_ letters: [Character], _ sizes: [Int]) -> [Int] {
        zip(letters, sizes).map { $1 == 1 ? 0 : index[$0] ?? 0 }
      }
      result[place(equation.output, result.sizes)] += zip(equation.operands, operands)
        .reduce(1) { $0 * $1.1[place($1.0, $1.1.sizes)] }
    }
    return result
  }

  /// `y[…, o] = Σ over i of w[o, i] · x[…, i] + b[o]`.
  static func linear(
    _ x: ReferenceTensor, _ weight: ReferenceTensor, _ bias: ReferenceTensor?
  ) -> ReferenceTensor {
    let product = matmul(x, weight.permuted([1, 0]))
    guard let bias else { return product }
    return ReferenceTensor(product.sizes) { product[$0] + bias[[$0[product.rank - 1]]] }
  }

  /// Why no plan runs one application of an operator for inference; nil where one does.
  static func failure(_ function: any Operator, _ facts: [Fact]) -> PlanFailure? {
    let inputs = facts.enumerated().map { Input("x\($0)", $1) }
    let network = Network("one", inputs: inputs) { net, values in
      [("y", net.apply(function, to: values)[0])]
    }
    do throws(PlanFailure) {
      _ = try ExecutionPlan(
        network, inputs: facts, PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference))
      return nil
    } catch {
      return error
    }
  }
}

extension ReferenceTensor {
  /// The tensor broadcast to a shape.
  func repeated(to target: [Int]) -> ReferenceTensor {
    ReferenceTensor(target) { position in
      let place = position.suffix(rank)
      return self[zip(place, sizes).map { $1 == 1 ? 0 : $0 }]
    }
  }
}
