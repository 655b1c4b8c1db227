import Glibc

extension AttentionKernel {
  /// One query of one head.
  private struct Place {
    let sequence: Int
    let head: Int
    let keyHead: Int
    let query: Int
    /// The keys that the query is shown.
    let shown: Int
  }

  private func place(_ head: Int, _ query: Int, _ operands: Operands) -> Place {
    let (sequence, local) = head.quotientAndRemainder(dividingBy: heads)
    return Place(
      sequence: sequence, head: local, keyHead: local / (heads / keyHeads), query: query,
      shown: shown(sequence, query, operands.lengths))
  }

  // MARK: - Forward

  /// Writes the result and, where they are wanted, the scores, dense and row-major.
  package func forward(
    _ operands: Operands, to y: Rows, scores: (Scores, UnsafeMutablePointer<Float>)? = nil,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let buffers = buffers(&workspace, threads: pool.threads)
    pool.run(batch * heads) { head, thread in
      for query in 0..<queries {
        let place = place(head, query, operands)
        let row = scores.map { ($0.0, $0.1 + (head * queries + query) * keys) }
        share(place, operands, buffers[thread], writing: row)
        mix(place, operands.value, buffers[thread].shares, to: y)
      }
    }
  }

  /// The shares of all keys, and the slopes of their scores where these are capped.
  private func share(
    _ place: Place, _ operands: Operands, _ buffers: RowBuffers,
    writing row: (Scores, UnsafeMutablePointer<Float>)? = nil
  ) {
    let shares = buffers.shares
    func write(_ stage: Scores) {
      guard let row, row.0 == stage else { return }
      for key in 0..<keys { row.1[key] = Float(shares[key]) }
    }
    multiply(place, operands, shares)
    write(.products)
    if !capsBias {
      bound(shares, buffers.slopes)
      write(.capped)
    }
    shift(
      operands.bias?.row(place.sequence, place.head, place.query), shares, place)
    write(.biased)
    if capsBias {
      bound(shares, buffers.slopes)
      write(.capped)
    }
    var largest = -Double.infinity
    for key in 0..<keys { largest = max(largest, shares[key]) }
    var sum = 0.0
    for key in 0..<keys {
      shares[key] = largest == -.infinity ? 0 : exp(shares[key] - largest)
      sum += shares[key]
    }
    if sum != 0 { for key in 0..<keys { shares[key] /= sum } }
    write(.shares)
  }

  private func multiply(
    _ place: Place, _ operands: Operands, _ products: UnsafeMutablePointer<Double>
  ) {
    let q = operands.query.row(place.sequence, place.head, place.query)
    for key in 0..<keys {
      let k = operands.key.row(place.sequence, place.keyHead, key)
      products[key] = scale * dot(q.0, q.step, k.0, k.step, keySize)
    }
  }

  /// Adds the bias, and hides the keys that the query is not shown.
  private func shift(
    _ bias: (UnsafeMutablePointer<Float>, step: Int)?, _ scores: UnsafeMutablePointer<Double>,
    _ place: Place
  ) {
    for key in 0..<keys {
      if let bias { scores[key] += Double(bias.0[key * bias.step]) }
      if key >= place.shown { scores[key] = -.infinity }
    }
  }

  /// Caps the scores of keys that are not hidden, and notes the derivative of each.
  private func bound(
    _ scores: UnsafeMutablePointer<Double>, _ slopes: UnsafeMutablePointer<Double>
  ) {
    guard let cap else { return }
    for key in 0..<keys where scores[key] != -.infinity {
      let bounded = tanh(scores[key] / cap)
      (scores[key], slopes[key]) = (cap * bounded, 1 - bounded * bounded)
    }
  }

  private func mix(
    _ place: Place, _ value: Rows, _ shares: UnsafeMutablePointer<Double>, to y: Rows
  ) {
    let target = y.row(place.sequence, place.head, place.query)
    let source = value.row(place.sequence, place.keyHead, 0)
    for element in 0..<valueSize {
      let column = source.0 + element * source.step
      var sum = 0.0
      for key in 0..<keys where shares[key] != 0 {
        sum += shares[key] * Double(column[key * value.strides[2]])
      }
      target.0[element * target.step] = Float(sum)
    }
  }

  // MARK: - Backward

  /// Adds to the gradients that are wanted.
  ///
  /// - Parameters:
  ///   - operands: What the forward pass read.
  ///   - dy: The gradient of the result.
  ///   - gradients: Those of queries, keys and values; nil where one is not wanted.
  ///   - scores: Receives the gradient of each score after the bias, dense and row-major; nil where
  ///     that of the bias is not wanted.
  ///   - workspace: Scratch memory.
  ///   - pool: The threads; heads that share keys are on one of them.
  package func backward(
    _ operands: Operands, _ dy: Rows, to gradients: (query: Rows?, key: Rows?, value: Rows?),
    scores: UnsafeMutablePointer<Float>?, workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let buffers = buffers(&workspace, threads: pool.threads)
    let shared = heads / keyHeads
    pool.run(batch * keyHeads) { group, thread in
      for head in group * shared..<(group + 1) * shared {
        for query in 0..<queries {
          let place = place(head, query, operands)
          let buffers = buffers[thread]
          share(place, operands, buffers)
          differentiate(place, operands.value, dy, buffers, to: gradients.value)
          if let scores {
            let row = scores + (head * queries + query) * keys
            for key in 0..<keys {
              row[key] = Float(buffers.gradients[key] * (capsBias ? slope(key, buffers) : 1))
            }
          }
          spread(place, operands, buffers, to: gradients.query, gradients.key)
        }
      }
    }
  }

  /// The gradients of the scores: `p · (dp − Σ p · dp)` for shares p, where dp is `dy · v`.
  private func differentiate(
    _ place: Place, _ value: Rows, _ dy: Rows, _ buffers: RowBuffers, to dv: Rows?
  ) {
    let g = dy.row(place.sequence, place.head, place.query)
    var mean = 0.0
    for key in 0..<keys {
      let v = value.row(place.sequence, place.keyHead, key)
      buffers.gradients[key] = dot(g.0, g.step, v.0, v.step, valueSize)
      mean += buffers.shares[key] * buffers.gradients[key]
    }
    for key in 0..<keys {
      buffers.gradients[key] = buffers.shares[key] * (buffers.gradients[key] - mean)
      if let target = dv?.row(place.sequence, place.keyHead, key) {
        add(g.0, g.step, times: buffers.shares[key], to: target.0, target.step, valueSize)
      }
    }
  }

  /// The derivative of a capped score; that of a hidden one, which has no share, is not known.
  private func slope(_ key: Int, _ buffers: RowBuffers) -> Double {
    cap == nil || buffers.gradients[key] == 0 ? 1 : buffers.slopes[key]
  }

  private func spread(
    _ place: Place, _ operands: Operands, _ buffers: RowBuffers, to dq: Rows?, _ dk: Rows?
  ) {
    let q = operands.query.row(place.sequence, place.head, place.query)
    let query = dq?.row(place.sequence, place.head, place.query)
    for key in 0..<keys {
      let factor = scale * slope(key, buffers) * buffers.gradients[key]
      if factor == 0 { continue }
      let k = operands.key.row(place.sequence, place.keyHead, key)
      if let query { add(k.0, k.step, times: factor, to: query.0, query.step, keySize) }
      if let target = dk?.row(place.sequence, place.keyHead, key) {
        add(q.0, q.step, times: factor, to: target.0, target.step, keySize)
      }
    }
  }
}

@inline(__always)
private func dot(
  _ a: UnsafePointer<Float>, _ aStep: Int, _ b: UnsafePointer<Float>, _ bStep: Int, _ count: Int
) -> Double {
  var sum = 0.0
  for element in 0..<count { sum += Double(a[element * aStep]) * Double(b[element * bStep]) }
  return sum
}

@inline(__always)
private func add(
  _ a: UnsafePointer<Float>, _ aStep: Int, times factor: Double,
  to b: UnsafeMutablePointer<Float>, _ bStep: Int, _ count: Int
) {
  for element in 0..<count {
    b[element * bStep] += Float(factor * Double(a[element * aStep]))
  }
}
