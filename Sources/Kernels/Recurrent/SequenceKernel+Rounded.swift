/// Sequences that run together, as their states have one range.
extension SequenceKernel {
  /// Runs all sequences of a direction step by step.
  ///
  /// Before each step, the hidden states of those that have it become the nearest of 256 numbers
  /// between the least and the largest of them, which include 0. Source: DynamicQuantizeLSTM of ONNX
  /// Runtime 1.32 with one thread.
  func forwardRounded(
    _ tensors: Tensors, lengths: [Int]?, _ workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let size = vectors * hidden
    let memory = (0..<directions.count).map { _ in workspace.takeDoubles(size * batch) }
    pool.run(directions.count) { direction, _ in
      func vectors(_ sequence: Int) -> StepVectors {
        StepVectors(memory[direction] + sequence * size, gates: gates, hidden: hidden)
      }
      for sequence in 0..<batch { begin(vectors(sequence), tensors, direction, sequence) }
      for index in 0..<steps {
        round(lengths, index) { vectors($0).hidden }
        for sequence in 0..<batch {
          let length = length(of: sequence, lengths)
          if index >= length { continue }
          let (step, state) = (step(index, of: length, direction), vectors(sequence))
          run(tensors, state, direction, x: inputPlace(step, sequence), keeping: nil)
          write(state.hidden, to: tensors.y, outputPlace(step, direction, sequence))
        }
      }
      for sequence in 0..<batch {
        end(
          vectors(sequence), tensors, direction, sequence, length: length(of: sequence, lengths))
      }
    }
  }

  /// Rounds the states of all sequences that have a step of this number.
  private func round(
    _ lengths: [Int]?, _ index: Int, _ state: (Int) -> UnsafeMutablePointer<Double>
  ) {
    var (least, most) = (Float(0), Float(0))
    for sequence in 0..<batch where index < length(of: sequence, lengths) {
      for element in 0..<hidden {
        let value = Float(state(sequence)[element])
        least = min(least, value)
        most = max(most, value)
      }
    }
    let range = QuantizationRange(from: least, to: most)
    for sequence in 0..<batch where index < length(of: sequence, lengths) {
      for element in 0..<hidden {
        let value = Float(state(sequence)[element])
        state(sequence)[element] = Double(range.rounded(value))
      }
    }
  }
}
