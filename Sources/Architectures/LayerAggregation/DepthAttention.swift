import RLANetworks
import RLASymbolic

/// The functions of attention by heads of so many channels.
///
/// Queries and keys are sequences N×1×C, values are maps N×C×H×W.
struct HeadAttention {
  let scope: Scope
  let channels: Dim
  let channelsPerHead: Int
  /// Products of sizes that einops computes where attention over depth is run.
  let sizeProducts: Int
  /// Whether keys and values become heads as they lie in memory.
  let viewsLists: Bool

  private var heads: Dim {
    guard let heads = channels.exactQuotient(by: Dim(channelsPerHead)) else {
      preconditionFailure("Heads of \(channelsPerHead) channels do not divide \(channels).")
    }
    return heads
  }

  /// The values, each head times σ(⟨query, key⟩/√d).
  func gated(_ query: Value, _ key: Value, _ values: Value, by sigmoid: BuiltLayer) -> Value {
    let factor = sigmoid(scores(split(query), split(key)))
    // N×h×1×1 → N×h×d×1 → N×C×1×1.
    let sizes = scope.constant(
      "expansion", Fact(.int64, [4], elements: [1, 1, Dim(channelsPerHead), 1]))
    let spread = scope.apply(Expand(), to: [factor, sizes])[0]
    let flat = Reshape(to: [.axis(0), .size(channels), .size(1), .size(1)], title: "as map")
    return values.scaled(by: spread.reshaped(to: flat))
  }

  /// By head, the sum of softmax(⟨query, key⟩/√d) · value over all keys and values.
  func attended(
    _ query: Value, _ keys: [Value], _ values: [Value], by softmax: BuiltLayer
  ) -> Value {
    let depth = Dim(values.count)
    let all = viewsLists ? viewed(stack(keys), depth) : split(stack(keys))
    let weights = softmax(scores(split(query), all))
    let flat = Reshape(
      to: [.axis(0), .size(heads), .size(depth)], singleAxes: [2], title: "weights")
    let axes = viewsLists ? [heads, depth] : [depth, heads]
    let byHead = Reshape(
      to: [.axis(0)] + (axes + [Dim(channelsPerHead)]).map { .size($0) } + [.axis(3), .axis(4)],
      title: "heads", sizeProducts: sizeProducts)
    let maps = stack(values.map { $0.reshaped(to: .unsqueezed) })
    let sum = scope.apply(
      Einsum(viewsLists ? "bhj,bhjdxy->bhdxy" : "bhj,bjhdxy->bhdxy"),
      to: [weights.reshaped(to: flat), maps.reshaped(to: byHead)])[0]
    return sum.reshaped(
      to: Reshape(to: [.axis(0), .size(channels), .axis(3), .axis(4)], title: "as map"))
  }

  /// Sequences N×t×C as N×h×t×d.
  private func split(_ sequence: Value) -> Value {
    let heads = Reshape(
      to: [.axis(0), .axis(1), .size(heads), .size(Dim(channelsPerHead))], title: "heads")
    return scope.apply(Transpose([0, 2, 1, 3]), to: [sequence.reshaped(to: heads)])[0]
  }

  /// Sequences N×t×C as N×h×t×d without moving an element.
  private func viewed(_ sequences: Value, _ depth: Dim) -> Value {
    sequences.reshaped(
      to: Reshape(
        to: [.axis(0), .size(heads), .size(depth), .size(Dim(channelsPerHead))], title: "view"))
  }

  /// ⟨query, key⟩/√d for every head and key, N×h×1×t.
  private func scores(_ query: Value, _ keys: Value) -> Value {
    let products = scope.apply(Einsum("...id,...jd->...ij"), to: [query, keys])[0]
    let scale = scope.constant(
      "scale", .float([]), number: 1 / Double(channelsPerHead).squareRoot())
    return products.broadcast(times: scale, in: scope)
  }

  private func stack(_ values: [Value]) -> Value {
    values.count == 1 ? values[0] : scope.apply(Concatenation(axis: 1), to: values)[0]
  }
}

extension Reshape {
  /// N×C×H×W → N×1×C×H×W.
  fileprivate static let unsqueezed = Reshape(
    to: [.axis(0), .size(1), .axis(1), .axis(2), .axis(3)], title: "unsqueeze")
}
