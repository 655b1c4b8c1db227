extension RecurrentKernel {
  /// What the forward pass reads and writes, and the backward pass reads again.
  package struct Values {
    /// x as (T·N)×I.
    package let input: FeatureMap
    /// y as (T·N)×(D·H).
    package let output: FeatureMap
    /// The initial hidden state and, for an LSTM, the initial cell state; nil for zeros.
    package let initial: [TensorView?]
    /// The states after the last step, likewise; nil where they are left out.
    package let last: [TensorView?]
    /// All weights in the order of the state_dict.
    package let weights: [Filter]

    package init(
      input: FeatureMap, output: FeatureMap, initial: [TensorView?], last: [TensorView?],
      weights: [Filter]
    ) {
      self.input = input
      self.output = output
      self.initial = initial
      self.last = last
      self.weights = weights
    }
  }

  /// The gradients that the backward pass reads and writes, in the shapes of the values.
  ///
  /// Nil where there is no gradient or none is wanted; `adds` says whether it accumulates.
  package struct Gradients {
    package let output: FeatureMap?
    package let last: [TensorView?]
    package let input: (map: FeatureMap, adds: Bool)?
    package let initial: [(view: TensorView, adds: Bool)?]
    package let weights: (filters: [Filter], adds: Bool)?

    package init(
      output: FeatureMap?, last: [TensorView?], input: (map: FeatureMap, adds: Bool)?,
      initial: [(view: TensorView, adds: Bool)?], weights: (filters: [Filter], adds: Bool)?
    ) {
      self.output = output
      self.last = last
      self.input = input
      self.initial = initial
      self.weights = weights
    }
  }

  /// The weights of one direction of a layer, or their gradients.
  struct Weights {
    /// I×gates·H and H×gates·H.
    let input: Filter
    let hidden: Filter
    /// The biases of the products with the input and of those with the hidden state.
    let biases: (input: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>)?
  }

  func weights(_ filters: [Filter], _ layer: Int, _ direction: Int) -> Weights {
    let first = (layer * directions + direction) * (hasBias ? 4 : 2)
    return Weights(
      input: filters[first], hidden: filters[first + 1],
      biases: hasBias ? (filters[first + 2].base, filters[first + 3].base) : nil)
  }

  /// The product of a layer with its input, for all steps at once.
  func inputProduct(_ layer: Int) -> ProductConvolution {
    product(layer == 0 ? inputs : directions * hidden)
  }

  /// The product with the hidden state.
  var hiddenProduct: ProductConvolution { product(hidden) }

  private func product(_ width: Int) -> ProductConvolution {
    ProductConvolution(
      ConvolutionGeometry(vertical: .single, horizontal: .single), groups: 1, batch: rows,
      inputChannels: width, outputChannels: cell.gates * hidden, precision: precision)
  }
}
