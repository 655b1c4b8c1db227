import RLANetworks

/// Attention by its formula, in double precision.
struct PlainAttention {
  /// By sequence, head, query and key: what is added to a score; −∞ hides the key.
  var bias: ([Int]) -> Double = { _ in 0 }
  var scale: Double?
  var cap: Double?
  /// Whether the bias is added before the cap.
  var capsBias = false

  /// The result and the shares of the values, for N×h×T×d, N×g×S×d and N×g×S×e.
  func run(
    _ query: ReferenceTensor, _ key: ReferenceTensor, _ value: ReferenceTensor
  ) -> (result: ReferenceTensor, shares: ReferenceTensor) {
    let shared = query.sizes[1] / key.sizes[1]
    let factor = scale ?? 1 / Double(query.sizes[3]).squareRoot()
    func capped(_ score: Double) -> Double {
      guard let cap, score != -.infinity else { return score }
      let double = 2 * score / cap
      return cap * (1 - 2 / (exponential(double) + 1))
    }
    let scores = ReferenceTensor(Array(query.sizes.prefix(3)) + [key.sizes[2]]) { place in
      let product = (0..<query.sizes[3]).reduce(0.0) { sum, element in
        sum + query[[place[0], place[1], place[2], element]]
          * key[[place[0], place[1] / shared, place[3], element]]
      }
      return capsBias
        ? capped(factor * product + bias(place)) : capped(factor * product) + bias(place)
    }
    let shares = Self.softmax(scores)
    let sizes = Array(query.sizes.prefix(3)) + [value.sizes[3]]
    let result = ReferenceTensor(sizes) { place in
      (0..<key.sizes[2]).reduce(0.0) { sum, key in
        sum + shares[[place[0], place[1], place[2], key]]
          * value[[place[0], place[1] / shared, key, place[3]]]
      }
    }
    return (result, shares)
  }

  /// Shares along the last axis; zeros where nothing is shown.
  private static func softmax(_ scores: ReferenceTensor) -> ReferenceTensor {
    let length = scores.sizes[scores.rank - 1]
    var result = scores
    for row in 0..<scores.count / length {
      let range = row * length..<(row + 1) * length
      let largest = scores.values[range].max() ?? 0
      let powers = scores.values[range].map {
        largest == -.infinity ? 0 : exponential($0 - largest)
      }
      let sum = powers.reduce(0, +)
      for (place, power) in zip(range, powers) {
        result.values[place] = sum == 0 ? 0 : power / sum
      }
    }
    return result
  }
}

extension ReferenceTensor {
  /// N×T×(h·d) as N×h×T×d.
  func separated(_ heads: Int) -> ReferenceTensor {
    ReferenceTensor([sizes[0], sizes[1], heads, sizes[2] / heads], values).permuted([0, 2, 1, 3])
  }

  /// N×h×T×d as N×T×(h·d).
  var merged: ReferenceTensor {
    ReferenceTensor([sizes[0], sizes[2], sizes[1] * sizes[3]], permuted([0, 2, 1, 3]).values)
  }

  /// The positions of another tensor along an axis after those of this one.
  func followed(by other: ReferenceTensor, axis: Int) -> ReferenceTensor {
    var sizes = sizes
    let first = sizes[axis]
    sizes[axis] += other.sizes[axis]
    return ReferenceTensor(sizes) { place in
      if place[axis] < first { return self[place] }
      var rest = place
      rest[axis] -= first
      return other[rest]
    }
  }

  /// Some positions along an axis.
  func part(_ range: Range<Int>, axis: Int) -> ReferenceTensor {
    var sizes = sizes
    sizes[axis] = range.count
    return ReferenceTensor(sizes) { place in
      var source = place
      source[axis] += range.lowerBound
      return self[source]
    }
  }

  func map(_ function: (Double) -> Double) -> ReferenceTensor {
    ReferenceTensor(sizes, values.map(function))
  }

  /// An element of a tensor that is broadcast.
  func broadcast(_ place: [Int]) -> Double {
    let own = place.suffix(rank)
    return self[zip(own, sizes).map { $1 == 1 ? 0 : $0 }]
  }

  /// The elements of both, the second one broadcast, joined by a function.
  func with(_ other: ReferenceTensor, _ function: (Double, Double) -> Double) -> ReferenceTensor {
    ReferenceTensor(sizes) { function(self[$0], other.broadcast($0)) }
  }
}
