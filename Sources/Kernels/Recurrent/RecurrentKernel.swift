/// Layers of recurrent cells over a sequence, with backpropagation through time.
///
/// x: T×N×I; y: T×N×(D·H); states: (L·D)×N×H, for T steps, N sequences, I inputs, H elements of the
/// hidden state, L layers and D directions. The products of a layer with its input are one product
/// for all steps; those with the hidden state are made step by step, and each thread takes some of
/// the sequences from the first step to the last. Where there are too few sequences, the threads
/// share the elements of the hidden state and synchronize after each step.
package struct RecurrentKernel: Sendable {
  package let cell: RecurrentCellLoop
  package let steps: Int
  package let batch: Int
  package let inputs: Int
  package let hidden: Int
  package let layers: Int
  package let directions: Int
  package let hasBias: Bool
  package let precision: Precision

  /// - Parameters:
  ///   - cell: The elementwise part of a step.
  ///   - steps: Steps of a sequence.
  ///   - batch: Sequences.
  ///   - inputs: Elements of the input of a step.
  ///   - hidden: Elements of the hidden state of a layer and direction.
  ///   - layers: How many layers are stacked.
  ///   - directions: 1, or 2 for bidirectional layers.
  ///   - hasBias: Whether each gate has two biases.
  ///   - precision: The format in which products are summed.
  package init(
    _ cell: RecurrentCellLoop, steps: Int, batch: Int, inputs: Int, hidden: Int, layers: Int,
    directions: Int, hasBias: Bool, precision: Precision
  ) {
    self.cell = cell
    self.steps = steps
    self.batch = batch
    self.inputs = inputs
    self.hidden = hidden
    self.layers = layers
    self.directions = directions
    self.hasBias = hasBias
    self.precision = precision
  }

  // MARK: - Memory

  var rows: Int { steps * batch }
  var recordCount: Int { rows * directions * cell.parts * hidden }
  var hiddenCount: Int { rows * directions * hidden }
  var dgatesCount: Int { rows * directions * cell.gradientParts * hidden }
  /// Values of the weights of the products with the hidden state, in one layer and direction.
  var matrixCount: Int { cell.gates * hidden * hidden }
  /// Values of a state of all layers and directions.
  var stateCount: Int { layers * directions * batch * hidden }

  /// Values that a forward pass keeps: the records and the hidden states between layers.
  ///
  /// - Parameter trains: Whether a backward pass follows, which reads those of all layers.
  /// - Returns: Their number.
  package func keptCount(trains: Bool) -> Int {
    trains
      ? layers * recordCount + (layers - 1) * hiddenCount
      : recordCount + min(layers - 1, 2) * hiddenCount
  }

  /// Scratch values of the forward pass and, where it trains, of the backward pass; includes what
  /// inference keeps.
  package func scratch(trains: Bool) -> Int {
    let bias = cell.gates * hidden
    if !trains { return bias + keptCount(trains: false) }
    let states = 2 * stateCount + min(layers - 1, 2) * hiddenCount
    return max(bias, dgatesCount + states + directions * matrixCount)
  }

  /// What the forward pass keeps.
  struct Kept {
    let base: UnsafeMutablePointer<Float>
    let trains: Bool
  }

  /// The hidden states of a layer, both directions concatenated.
  func hiddenStates(_ layer: Int, _ kept: Kept, _ output: FeatureMap) -> FeatureMap {
    if layer == layers - 1 { return output }
    let (records, place) = kept.trains ? (layers, layer) : (1, layer % 2)
    return map(kept.base + records * recordCount + place * hiddenCount, directions * hidden)
  }

  /// The records of a direction of a layer.
  func records(_ layer: Int, _ direction: Int, _ kept: Kept, hidden states: FeatureMap)
    -> FeatureMap
  {
    if cell.parts == 0 { return states }
    let place = kept.trains ? layer : 0
    let width = cell.parts * hidden
    return map(kept.base + place * recordCount + direction * rows * width, width)
  }

  /// The gradients of the gates of a direction.
  func dgates(_ direction: Int, _ base: UnsafeMutablePointer<Float>) -> FeatureMap {
    let width = cell.gradientParts * hidden
    return map(base + direction * rows * width, width)
  }

  /// One row for each step and sequence.
  func map(_ base: UnsafeMutablePointer<Float>, _ channels: Int) -> FeatureMap {
    FeatureMap(base, batch: rows, height: 1, width: 1, channels: channels)
  }

  /// A state of one layer and direction, N×H.
  func state(_ view: TensorView, _ index: Int) -> FeatureMap {
    FeatureMap(
      view.elements(of: Float.self) + index * view.strides[0], batch: batch, height: 1, width: 1,
      channels: hidden, stride: view.strides[1])
  }
}
