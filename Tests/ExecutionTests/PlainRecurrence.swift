import Foundation
import RLANetworks
import RLASymbolic

/// Recurrent layers as PyTorch's documentation writes them, one sequence and step after the other.
struct PlainRecurrence {
  let layer: RecurrentLayers

  private var cell: RecurrentCell { layer.cell }
  private var hidden: Int { layer.hiddenSize.value ?? 0 }

  /// The output and the last states.
  ///
  /// `inputs` are the sequence, then the initial states, zero where omitted.
  func callAsFunction(
    _ inputs: [ReferenceTensor], _ weights: [String: ReferenceTensor]
  ) -> [ReferenceTensor] {
    let x = layer.isBatchFirst ? inputs[0].permuted([1, 0, 2]) : inputs[0]
    let (steps, batch) = (x.sizes[0], x.sizes[1])
    var sequences = (0..<batch).map { number in
      (0..<steps).map { slice(x, ($0 * batch + number) * x.sizes[2], x.sizes[2]) }
    }
    var last = [[Double]](repeating: [], count: cell.states)
    let directions = layer.isBidirectional ? ["", "_reverse"] : [""]
    for number in 0..<layer.layers {
      var made = sequences.map { $0.map { _ in [Double]() } }
      for (direction, suffix) in directions.enumerated() {
        let place = number * directions.count + direction
        for sequence in 0..<batch {
          var states = (1...cell.states).map { state in
            inputs.indices.contains(state)
              ? slice(inputs[state], (place * batch + sequence) * hidden, hidden)
              : [Double](repeating: 0, count: hidden)
          }
          for step in direction == 0 ? Array(0..<steps) : (0..<steps).reversed() {
            states = next(
              sequences[sequence][step], states, weights, "_l\(number)\(suffix)")
            made[sequence][step] += states[0]
          }
          for state in states.indices { last[state] += states[state] }
        }
      }
      sequences = made
    }
    let y = ReferenceTensor(
      [batch, steps, directions.count * hidden], sequences.joined().flatMap(\.self))
    let sizes = [layer.layers * directions.count, batch, hidden]
    return [layer.isBatchFirst ? y : y.permuted([1, 0, 2])]
      + last.map { ReferenceTensor(sizes, $0) }
  }

  private func slice(_ tensor: ReferenceTensor, _ first: Int, _ count: Int) -> [Double] {
    Array(tensor.values[first..<first + count])
  }

  /// `W·x + b` by gate, each with H elements.
  private func sums(
    _ x: [Double], _ weights: [String: ReferenceTensor], _ name: String
  ) -> [[Double]] {
    let matrix = weights["weight_\(name)"]?.values ?? []
    let bias = weights["bias_\(name)"]?.values
    return (0..<cell.gates).map { gate in
      (gate * hidden..<(gate + 1) * hidden).map { row in
        var sum = bias?[row] ?? 0
        for column in x.indices { sum += matrix[row * x.count + column] * x[column] }
        return sum
      }
    }
  }

  private func next(
    _ x: [Double], _ states: [[Double]], _ weights: [String: ReferenceTensor], _ suffix: String
  ) -> [[Double]] {
    let (a, b) = (sums(x, weights, "ih\(suffix)"), sums(states[0], weights, "hh\(suffix)"))
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let elements = (0..<hidden).map { k -> [Double] in
      switch cell {
      case .lstm:
        let c =
          sigmoid(a[1][k] + b[1][k]) * states[1][k]
          + sigmoid(a[0][k] + b[0][k]) * tanh(a[2][k] + b[2][k])
        return [sigmoid(a[3][k] + b[3][k]) * tanh(c), c]
      case .gru:
        let z = sigmoid(a[1][k] + b[1][k])
        let n = tanh(a[2][k] + sigmoid(a[0][k] + b[0][k]) * b[2][k])
        return [(1 - z) * n + z * states[0][k]]
      case .tanh: return [tanh(a[0][k] + b[0][k])]
      default: return [max(a[0][k] + b[0][k], 0)]
      }
    }
    return (0..<cell.states).map { state in elements.map { $0[state] } }
  }
}
