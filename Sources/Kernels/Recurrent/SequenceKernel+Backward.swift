extension SequenceKernel {
  /// The gradients of one sequence while it runs backward.
  private struct GradientVectors {
    /// Of the arguments of the gates, as products with the input add to them.
    let gates: UnsafeMutablePointer<Double>
    /// Of the hidden state and of the cell state after a step.
    let hidden: UnsafeMutablePointer<Double>
    let cell: UnsafeMutablePointer<Double>
    /// Of the hidden state before it.
    let before: UnsafeMutablePointer<Double>
    /// Of the products with the hidden state of the gate that r scales.
    let product: UnsafeMutablePointer<Double>
    /// What that gate multiplies, where r scales the hidden state, and its gradient.
    let reset: UnsafeMutablePointer<Double>
    let resetGradient: UnsafeMutablePointer<Double>

    init(_ base: UnsafeMutablePointer<Double>, gates count: Int, hidden size: Int) {
      gates = base
      hidden = base + count * size
      cell = hidden + size
      before = cell + size
      product = before + size
      reset = product + size
      resetGradient = reset + size
    }
  }

  /// What a step kept, and the states before it.
  private struct Record {
    let values: UnsafePointer<Float>
    let size: Int
    let hiddenBefore: (Int) -> Double
    let cellBefore: (Int) -> Double

    /// An element of a gate, or of what follows the gates.
    @inline(__always)
    func value(_ part: Int, _ element: Int) -> Double {
      Double(values[(part + 1) * size + element])
    }

    @inline(__always)
    func hidden(_ element: Int) -> Double { Double(values[element]) }
  }

  /// Adds to the gradients that are wanted, of which those of the outputs are read.
  package func backward(
    _ tensors: Tensors, _ gradients: Tensors, lengths: [Int]?, kept: UnsafePointer<Float>,
    workspace: Workspace
  ) {
    var workspace = workspace
    let vectors = GradientVectors(
      workspace.takeDoubles(self.vectors * hidden), gates: gates, hidden: hidden)
    for direction in directions.indices {
      for sequence in 0..<batch {
        let length = min(max(lengths?[sequence] ?? steps, 0), steps)
        let state = statePlace(direction, sequence)
        for element in 0..<hidden {
          vectors.hidden[element] = gradients.last(0, state + element)
          vectors.cell[element] = gradients.last(1, state + element)
        }
        for index in (0..<length).reversed() {
          run(
            tensors, gradients, vectors, record(tensors, direction, sequence, index, kept),
            direction, sequence, step(index, of: length, direction))
        }
        for (place, target) in gradients.initial.enumerated() {
          guard let target else { continue }
          let vector = place == 0 ? vectors.hidden : vectors.cell
          for element in 0..<hidden { target[state + element] += Float(vector[element]) }
        }
      }
    }
  }

  private func record(
    _ tensors: Tensors, _ direction: Int, _ sequence: Int, _ index: Int,
    _ kept: UnsafePointer<Float>
  ) -> Record {
    let values = kept + recordPlace(direction, sequence, index)
    let state = statePlace(direction, sequence)
    if index == 0 {
      return Record(
        values: values, size: hidden, hiddenBefore: { tensors.initial(0, state + $0) },
        cellBefore: { tensors.initial(1, state + $0) })
    }
    let before = kept + recordPlace(direction, sequence, index - 1)
    let cell = before + (gates + 1) * hidden
    return Record(
      values: values, size: hidden, hiddenBefore: { Double(before[$0]) },
      cellBefore: { Double(cell[$0]) })
  }

  private func run(
    _ tensors: Tensors, _ gradients: Tensors, _ vectors: GradientVectors, _ record: Record,
    _ direction: Int, _ sequence: Int, _ step: Int
  ) {
    if let dy = gradients.y {
      let place = outputPlace(step, direction, sequence)
      for element in 0..<hidden { vectors.hidden[element] += Double(dy[place + element]) }
    }
    for element in 0..<hidden { vectors.before[element] = 0 }
    switch cell {
    case .plain:
      let function = directions[direction].functions[0]
      for element in 0..<hidden {
        vectors.gates[element] =
          vectors.hidden[element] * function.slope(record.hidden(element))
      }
    case .gru(let resetsProduct):
      gradientsOfGRU(tensors, vectors, record, direction, resetsProduct: resetsProduct)
    case .lstm(let isCoupled):
      gradientsOfLSTM(tensors, gradients, vectors, record, direction, isCoupled: isCoupled)
    }
    spread(
      tensors, gradients, vectors, record, direction, x: inputPlace(step, sequence))
    for element in 0..<hidden { vectors.hidden[element] = vectors.before[element] }
  }

  private func gradientsOfLSTM(
    _ tensors: Tensors, _ gradients: Tensors, _ vectors: GradientVectors, _ record: Record,
    _ direction: Int, isCoupled: Bool
  ) {
    let functions = directions[direction].functions
    let first = direction * 3 * hidden
    for element in 0..<hidden {
      let (i, o) = (record.value(0, element), record.value(1, element))
      let (f, g) = (record.value(2, element), record.value(3, element))
      let (c, bounded) = (record.value(4, element), record.value(5, element))
      let before = record.cellBefore(element)
      func peephole(_ gate: Int, _ argument: Double, _ cell: Double) -> Double {
        let place = first + gate * hidden + element
        if let dp = gradients.p { dp[place] += Float(argument * cell) }
        return tensors.p.map { argument * Double($0[place]) } ?? 0
      }
      let dh = vectors.hidden[element]
      let output = dh * bounded * functions[0].slope(o)
      let dc =
        vectors.cell[element] + dh * o * functions[2].slope(bounded) + peephole(1, output, c)
      let input = dc * (isCoupled ? g - before : g) * functions[0].slope(i)
      let forget = isCoupled ? 0 : dc * before * functions[0].slope(f)
      vectors.gates[element] = input
      vectors.gates[hidden + element] = output
      vectors.gates[2 * hidden + element] = forget
      vectors.gates[3 * hidden + element] = dc * i * functions[1].slope(g)
      vectors.cell[element] =
        dc * f + peephole(0, input, before) + (isCoupled ? 0 : peephole(2, forget, before))
    }
  }

  private func gradientsOfGRU(
    _ tensors: Tensors, _ vectors: GradientVectors, _ record: Record, _ direction: Int,
    resetsProduct: Bool
  ) {
    let functions = directions[direction].functions
    for element in 0..<hidden {
      let (z, r) = (record.value(0, element), record.value(1, element))
      let (n, before) = (record.value(2, element), record.hiddenBefore(element))
      let dh = vectors.hidden[element]
      vectors.gates[element] = dh * (before - n) * functions[0].slope(z)
      vectors.gates[2 * hidden + element] = dh * (1 - z) * functions[1].slope(n)
      vectors.before[element] = dh * z
      vectors.reset[element] = r * before
      vectors.product[element] = vectors.gates[2 * hidden + element] * (resetsProduct ? r : 1)
      vectors.resetGradient[element] = 0
    }
    if !resetsProduct, let r = tensors.r {
      for row in 0..<hidden {
        let matrix = r + (direction * rows + 2 * hidden + row) * hidden
        for element in 0..<hidden {
          vectors.resetGradient[element] += vectors.product[row] * Double(matrix[element])
        }
      }
    }
    for element in 0..<hidden {
      let r = record.value(1, element)
      let dr: Double
      if resetsProduct {
        dr = vectors.gates[2 * hidden + element] * record.value(3, element)
      } else {
        dr = vectors.resetGradient[element] * record.hiddenBefore(element)
        vectors.before[element] += vectors.resetGradient[element] * r
      }
      vectors.gates[hidden + element] = dr * functions[0].slope(r)
    }
  }

  /// The gradients of the weights, of the input and of the hidden state before a step.
  private func spread(
    _ tensors: Tensors, _ gradients: Tensors, _ vectors: GradientVectors, _ record: Record,
    _ direction: Int, x place: Int
  ) {
    for row in 0..<rows {
      let argument = vectors.gates[row]
      let isLast = cell.gates == 3 && row >= 2 * hidden
      let product = isLast ? vectors.product[row - 2 * hidden] : argument
      addInput(tensors, gradients, argument, row: direction * rows + row, x: place)
      if let db = gradients.b {
        db[direction * 2 * rows + row] += Float(argument)
        db[direction * 2 * rows + rows + row] += Float(product)
      }
      let readsReset = isLast && cell == .gru(resetsProduct: false)
      let matrix = (direction * rows + row) * hidden
      for element in 0..<hidden {
        if let dr = gradients.r {
          let read = readsReset ? vectors.reset[element] : record.hiddenBefore(element)
          dr[matrix + element] += Float(product * read)
        }
        if let r = tensors.r, !readsReset {
          vectors.before[element] += product * Double(r[matrix + element])
        }
      }
    }
  }

  private func addInput(
    _ tensors: Tensors, _ gradients: Tensors, _ argument: Double, row: Int, x place: Int
  ) {
    for element in 0..<inputs {
      if let dw = gradients.w, let x = tensors.x {
        dw[row * inputs + element] += Float(argument * Double(x[place + element]))
      }
      if let dx = gradients.x, let w = tensors.w {
        dx[place + element] += Float(argument * Double(w[row * inputs + element]))
      }
    }
  }
}

extension SequenceKernel.Tensors {
  /// An element of the gradient of a last state.
  fileprivate func last(_ state: Int, _ place: Int) -> Double {
    guard state < last.count, let values = last[state] else { return 0 }
    return Double(values[place])
  }
}
