import Foundation
import RLANetworks
import RLASymbolic

/// A recurrent layer as ONNX's documentation writes it, one sequence and step after the other.
struct PlainSequence {
  let layer: RecurrentSequence

  private var hidden: Int { layer.hiddenSize.value ?? 0 }
  private var gates: Int { layer.cell.gates }

  /// What a run reads.
  struct Inputs {
    let x: ReferenceTensor
    var states: [ReferenceTensor?]
    var lengths: ReferenceTensor?
    var peepholes: ReferenceTensor?
    let w: ReferenceTensor
    let r: ReferenceTensor
    let b: ReferenceTensor?
  }

  /// The output and the last states.
  func callAsFunction(_ inputs: Inputs) -> [ReferenceTensor] {
    let x = layer.isBatchFirst ? inputs.x.permuted([1, 0, 2]) : inputs.x
    let (steps, batch) = (x.sizes[0], x.sizes[1])
    var y = ReferenceTensor([steps, layer.directions, batch, hidden]) { _ in 0 }
    var last = (0..<layer.cell.states).map { _ in
      ReferenceTensor([layer.directions, batch, hidden]) { _ in 0 }
    }
    for direction in 0..<layer.directions {
      for sequence in 0..<batch {
        let length = inputs.lengths.map { Int($0.values[sequence]) } ?? steps
        var states = (0..<layer.cell.states).map { state -> [Double] in
          (0..<hidden).map { element in
            guard let initial = inputs.states[state] else { return 0 }
            return initial[
              layer.isBatchFirst
                ? [sequence, direction, element] : [direction, sequence, element]]
          }
        }
        let isReversed = direction == 1 || layer.variation.isReversed
        for step in isReversed ? (0..<length).reversed() : Array(0..<length) {
          let row = (0..<x.sizes[2]).map { x[[step, sequence, $0]] }
          states = next(row, states, inputs, direction)
          for element in 0..<hidden {
            y[[step, direction, sequence, element]] = states[0][element]
          }
        }
        for (state, values) in states.enumerated() {
          for element in 0..<hidden {
            last[state][[direction, sequence, element]] = values[element]
          }
        }
      }
    }
    if !layer.isBatchFirst { return [y] + last }
    return [y.permuted([2, 0, 1, 3])] + last.map { $0.permuted([1, 0, 2]) }
  }

  private func next(
    _ x: [Double], _ states: [[Double]], _ inputs: Inputs, _ direction: Int
  ) -> [[Double]] {
    let h = states[0]
    func fed(_ gate: Int, _ k: Int) -> Double {
      let row = gate * hidden + k
      return x.indices.reduce(inputs.b.map { $0[[direction, row]] } ?? 0) {
        $0 + inputs.w[[direction, row, $1]] * x[$1]
      }
    }
    func returned(_ gate: Int, _ k: Int, of vector: [Double]) -> Double {
      let row = gate * hidden + k
      return vector.indices.reduce(inputs.b.map { $0[[direction, gates * hidden + row]] } ?? 0) {
        $0 + inputs.r[[direction, row, $1]] * vector[$1]
      }
    }
    func clipped(_ x: Double) -> Double {
      layer.variation.clip.map { min(max(x, -$0), $0) } ?? x
    }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-clipped(x))) }
    func peephole(_ gate: Int, _ k: Int, _ cell: Double) -> Double {
      inputs.peepholes.map { $0[[direction, gate * hidden + k]] * cell } ?? 0
    }
    switch layer.cell.kind {
    case .lstm:
      let pairs = (0..<hidden).map { k -> (Double, Double) in
        let c = states[1][k]
        let i = sigmoid(fed(0, k) + returned(0, k, of: h) + peephole(0, k, c))
        let f =
          layer.variation.isCoupled
          ? 1 - i : sigmoid(fed(2, k) + returned(2, k, of: h) + peephole(2, k, c))
        let cell = f * c + i * tanh(clipped(fed(3, k) + returned(3, k, of: h)))
        let o = sigmoid(fed(1, k) + returned(1, k, of: h) + peephole(1, k, cell))
        return (o * tanh(cell), cell)
      }
      return [pairs.map(\.0), pairs.map(\.1)]
    case .gru:
      let r = (0..<hidden).map { sigmoid(fed(1, $0) + returned(1, $0, of: h)) }
      let reset = zip(r, h).map { $0 * $1 }
      return [
        (0..<hidden).map { k in
          let z = sigmoid(fed(0, k) + returned(0, k, of: h))
          let product =
            layer.variation.resetsProduct
            ? r[k] * returned(2, k, of: h) : returned(2, k, of: reset)
          return (1 - z) * tanh(clipped(fed(2, k) + product)) + z * h[k]
        }
      ]
    default:
      return [
        (0..<hidden).map { k in
          let sum = fed(0, k) + returned(0, k, of: h)
          return layer.cell == .relu ? max(sum, 0) : tanh(clipped(sum))
        }
      ]
    }
  }
}
