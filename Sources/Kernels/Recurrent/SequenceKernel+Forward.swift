extension SequenceKernel {
  /// The vectors of a step while it runs.
  struct StepVectors {
    /// The arguments and then the values of the gates.
    let gates: UnsafeMutablePointer<Double>
    let hidden: UnsafeMutablePointer<Double>
    let cell: UnsafeMutablePointer<Double>
    let spare: UnsafeMutablePointer<Double>

    init(_ base: UnsafeMutablePointer<Double>, gates count: Int, hidden size: Int) {
      gates = base
      hidden = base + count * size
      cell = hidden + size
      spare = cell + size
    }
  }

  /// Runs all sequences.
  ///
  /// - Parameters:
  ///   - tensors: What is read and written.
  ///   - lengths: The steps of each sequence; nil where all have all of them.
  ///   - kept: Receives what the backward pass reads; nil where there is none.
  ///   - workspace: Scratch memory.
  ///   - pool: The threads.
  package func forward(
    _ tensors: Tensors, lengths: [Int]?, kept: UnsafeMutablePointer<Float>?,
    workspace: Workspace, on pool: WorkerPool
  ) {
    if roundsState { return forwardRounded(tensors, lengths: lengths, workspace, on: pool) }
    var workspace = workspace
    let memory = (0..<pool.threads).map { _ in workspace.takeDoubles(vectors * hidden) }
    pool.run(directions.count * batch) { task, thread in
      let (direction, sequence) = task.quotientAndRemainder(dividingBy: batch)
      let vectors = StepVectors(memory[thread], gates: gates, hidden: hidden)
      let length = length(of: sequence, lengths)
      begin(vectors, tensors, direction, sequence)
      for index in 0..<length {
        let step = step(index, of: length, direction)
        let record = kept.map { $0 + recordPlace(direction, sequence, index) }
        run(tensors, vectors, direction, x: inputPlace(step, sequence), keeping: record)
        write(vectors.hidden, to: tensors.y, outputPlace(step, direction, sequence))
      }
      end(vectors, tensors, direction, sequence, length: length)
    }
  }

  /// The steps that a sequence has.
  func length(of sequence: Int, _ lengths: [Int]?) -> Int {
    min(max(lengths?[sequence] ?? steps, 0), steps)
  }

  /// Takes the initial states of a sequence.
  func begin(_ vectors: StepVectors, _ tensors: Tensors, _ direction: Int, _ sequence: Int) {
    let state = statePlace(direction, sequence)
    for element in 0..<hidden {
      vectors.hidden[element] = tensors.initial(0, state + element)
      vectors.cell[element] = tensors.initial(1, state + element)
    }
  }

  /// Clears the results behind a sequence, and writes its last states.
  func end(
    _ vectors: StepVectors, _ tensors: Tensors, _ direction: Int, _ sequence: Int, length: Int
  ) {
    for step in length..<steps { clear(tensors.y, outputPlace(step, direction, sequence)) }
    let state = statePlace(direction, sequence)
    write(vectors.hidden, to: tensors.last.first ?? nil, state)
    if tensors.last.count > 1 { write(vectors.cell, to: tensors.last[1], state) }
  }

  func write(
    _ vector: UnsafeMutablePointer<Double>, to target: UnsafeMutablePointer<Float>?, _ place: Int
  ) {
    guard let target else { return }
    for element in 0..<hidden { target[place + element] = Float(vector[element]) }
  }

  private func clear(_ target: UnsafeMutablePointer<Float>?, _ place: Int) {
    guard let target else { return }
    for element in 0..<hidden { target[place + element] = 0 }
  }

  /// One step: the vectors hold the states before it and then those after it.
  func run(
    _ tensors: Tensors, _ vectors: StepVectors, _ direction: Int, x place: Int,
    keeping record: UnsafeMutablePointer<Float>?
  ) {
    for row in 0..<rows {
      vectors.gates[row] = argument(tensors, direction, row, x: place)
    }
    let functions = directions[direction].functions
    switch cell {
    case .plain:
      addProducts(tensors, vectors, direction, 0..<hidden, of: vectors.hidden)
      for element in 0..<hidden {
        vectors.hidden[element] = functions[0].value(clipped(vectors.gates[element]))
      }
    case .gru(let resetsProduct):
      runGRU(tensors, vectors, direction, resetsProduct: resetsProduct)
    case .lstm(let isCoupled): runLSTM(tensors, vectors, direction, isCoupled: isCoupled)
    }
    guard let record else { return }
    keep(vectors, in: record)
  }

  private func keep(_ vectors: StepVectors, in record: UnsafeMutablePointer<Float>) {
    for element in 0..<hidden { record[element] = Float(vectors.hidden[element]) }
    if cell == .plain { return }
    // The spare vectors follow the cell state, and hold what is kept last.
    for place in 0..<rows { record[hidden + place] = Float(vectors.gates[place]) }
    let rest = record + hidden + rows
    for element in 0..<hidden {
      if case .lstm = cell {
        rest[element] = Float(vectors.cell[element])
        rest[hidden + element] = Float(vectors.spare[element])
      } else {
        rest[element] = Float(vectors.spare[element])
      }
    }
  }

  /// `W·x + b + b'` of a gate; b' is left out where r scales it.
  private func argument(_ tensors: Tensors, _ direction: Int, _ row: Int, x place: Int) -> Double {
    var sum = 0.0
    if let x = tensors.x, let w = tensors.w {
      let matrix = w + (direction * rows + row) * inputs
      for element in 0..<inputs {
        sum += Double(matrix[element]) * Double(x[place + element])
      }
    }
    guard let b = tensors.b else { return sum }
    let biases = b + direction * 2 * rows
    sum += Double(biases[row])
    return scalesProduct(row) ? sum : sum + Double(biases[rows + row])
  }

  /// Whether the products of a gate with the hidden state and their bias are scaled by r.
  func scalesProduct(_ row: Int) -> Bool {
    if case .gru(resetsProduct: true) = cell { row >= 2 * hidden } else { false }
  }

  /// Adds `R·v` to some gates.
  private func addProducts(
    _ tensors: Tensors, _ vectors: StepVectors, _ direction: Int, _ range: Range<Int>,
    of vector: UnsafeMutablePointer<Double>
  ) {
    for row in range {
      vectors.gates[row] += recurrentProduct(tensors, direction, row, of: vector)
    }
  }

  private func recurrentProduct(
    _ tensors: Tensors, _ direction: Int, _ row: Int, of vector: UnsafeMutablePointer<Double>
  ) -> Double {
    guard let r = tensors.r else { return 0 }
    let matrix = r + (direction * rows + row) * hidden
    var sum = 0.0
    for element in 0..<hidden { sum += Double(matrix[element]) * vector[element] }
    return sum
  }

  private func runGRU(
    _ tensors: Tensors, _ vectors: StepVectors, _ direction: Int, resetsProduct: Bool
  ) {
    let functions = directions[direction].functions
    let (z, r) = (vectors.gates, vectors.gates + hidden)
    let n = r + hidden
    addProducts(tensors, vectors, direction, 0..<2 * hidden, of: vectors.hidden)
    for place in 0..<2 * hidden {
      vectors.gates[place] = functions[0].value(clipped(vectors.gates[place]))
    }
    if resetsProduct {
      for element in 0..<hidden {
        let row = 2 * hidden + element
        let bias = tensors.b.map { Double($0[direction * 2 * rows + rows + row]) } ?? 0
        vectors.spare[element] =
          recurrentProduct(tensors, direction, row, of: vectors.hidden) + bias
        n[element] += r[element] * vectors.spare[element]
      }
    } else {
      for element in 0..<hidden { vectors.spare[element] = r[element] * vectors.hidden[element] }
      addProducts(tensors, vectors, direction, 2 * hidden..<3 * hidden, of: vectors.spare)
    }
    for element in 0..<hidden {
      n[element] = functions[1].value(clipped(n[element]))
      vectors.hidden[element] =
        (1 - z[element]) * n[element] + z[element] * vectors.hidden[element]
    }
  }

  private func runLSTM(
    _ tensors: Tensors, _ vectors: StepVectors, _ direction: Int, isCoupled: Bool
  ) {
    let functions = directions[direction].functions
    let i = vectors.gates
    let (o, f, g) = (i + hidden, i + 2 * hidden, i + 3 * hidden)
    let peepholes = tensors.p.map { $0 + direction * 3 * hidden }
    func peephole(_ gate: Int, _ element: Int) -> Double {
      peepholes.map { Double($0[gate * hidden + element]) * vectors.cell[element] } ?? 0
    }
    addProducts(tensors, vectors, direction, 0..<rows, of: vectors.hidden)
    for element in 0..<hidden {
      i[element] = functions[0].value(clipped(i[element] + peephole(0, element)))
      f[element] =
        isCoupled
        ? 1 - i[element] : functions[0].value(clipped(f[element] + peephole(2, element)))
      g[element] = functions[1].value(clipped(g[element]))
      vectors.cell[element] = f[element] * vectors.cell[element] + i[element] * g[element]
      o[element] = functions[0].value(clipped(o[element] + peephole(1, element)))
      vectors.spare[element] = functions[2].value(vectors.cell[element])
      vectors.hidden[element] = o[element] * vectors.spare[element]
    }
  }
}

extension SequenceKernel.Tensors {
  /// An element of an initial state.
  func initial(_ state: Int, _ place: Int) -> Double {
    guard state < initial.count, let values = initial[state] else { return 0 }
    return Double(values[place])
  }
}
