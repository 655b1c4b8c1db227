/// A line of the tally `Work`: what a convention can put a weight on.
public enum Quantity: Int, CaseIterable, Sendable {
  /// Multiplications whose product is added to a running sum; n·m·k for a matrix product.
  case multiplyAdds
  /// `multiplyAdds`, had a transposed convolution one kernel per output position.
  ///
  /// Some tools count so; for every other operator it equals `multiplyAdds`.
  case multiplyAddsAtOutputs
  /// `multiplyAdds`, had an output element as many as a filter has numbers for each index of its first
  /// axis, which for a transposed convolution are the input channels.
  ///
  /// onnx-tool counts so (1.0.1, node.py).
  case multiplyAddsByFilter
  /// Pairs of an input and an output channel that a convolution without bias relates, times images; 0
  /// for other operators.
  ///
  /// imgclsmob subtracts as many operations (pytorch/metrics, measure_model).
  case channelPairs
  /// Multiplications of an Einstein sum over axes of size 1 only, or over none, which PyTorch computes
  /// element by element; 0 for other operators.
  case elementwiseProducts
  /// The operations of an Einstein sum as numpy's einsum_path prints them, with four digits: 2 per
  /// product where a letter is summed over, else 1, and 1 for the call; 0 for other operators.
  case printedOperations
  /// Half of `printedOperations` of each call, rounded down.
  case halvedOperations
  /// Products of sizes that the published code of a rearrangement computes each time, which a trace
  /// holds as nodes; 0 for what computes none.
  case sizeProducts
  /// Additions of a bias: one per output element of a layer that has one.
  case biasAdditions
  /// `biasAdditions` of a convolution times the input channels of a group; 0 for other operators.
  ///
  /// No machine does this work. thop reported it in 2019 (0.0.22, count_hooks.py).
  case biasAdditionsTimesInputs
  /// Additions and subtractions outside `multiplyAdds`.
  case additions
  /// Multiplications outside `multiplyAdds`.
  case multiplications
  /// Divisions and square roots.
  case divisions
  /// Comparisons, as maxima and clamps make them.
  case comparisons
  /// Exponentials, logarithms, sines and error functions, those inside other functions included.
  case exponentials
  /// Elements of the first input.
  case inputElements
  /// Elements of the result.
  case outputElements
  /// Elements of the result, 0 for one without axes.
  ///
  /// onnx-tool has no elements in a scalar (1.0.1, tensor.py).
  case volume
  /// Height times width of the result of a resize, or the product of as many spatial sizes as it has;
  /// 0 for other operators.
  case outputPositions
  /// Output elements of a pooling times the number that its code gives as the kernel: the side of a
  /// square window, the area of one that is given as a tuple; 0 for other operators.
  case kernelNumbers
  /// Elements of the hidden states that the steps of recurrent layers make; 0 for other operators.
  case stateElements
  /// The same, had a layer that runs in both directions only one of them.
  ///
  /// onnx-tool counts so (1.0.1, node.py).
  case stateElementsOfOneDirection
  /// Elements of a layer norm's result for each element along the first normalized axis; 0 for other
  /// operators.
  case normSlices
  /// Elements of a norm's result that learned weights scale; 0 for other operators.
  case scaledElements
  /// Images times parameters of the layer.
  case parametersPerImage
  /// Multiply-adds that a layer with an output for each class has in addition where the background
  /// is one of the classes.
  case backgroundMultiplyAdds
  /// Bias additions of the same outputs.
  case backgroundAdditions
  /// Multiply-adds of the gradient of the first input.
  case inputGradient
  /// Multiply-adds of the gradient of the weights, or of the second input of an operator without
  /// weights.
  case weightGradient
  /// `weightGradient` times the groups of the convolution.
  ///
  /// No machine does this work. PyTorch's FlopCounterMode reports it
  /// (torch 2.13, pytorch/pytorch#183405).
  case weightGradientTimesGroups

  static let count = allCases.count

  /// The name that reports print.
  public var name: String {
    switch self {
    case .multiplyAdds: "multiply-adds"
    case .multiplyAddsAtOutputs: "multiply-adds per output position"
    case .multiplyAddsByFilter: "multiply-adds by the filter's first axis"
    case .channelPairs: "pairs of channels"
    case .elementwiseProducts: "products of an einsum without a sum"
    case .printedOperations: "operations printed by einsum_path"
    case .halvedOperations: "operations printed by einsum_path, halved"
    case .sizeProducts: "products of sizes"
    case .biasAdditions: "bias additions"
    case .biasAdditionsTimesInputs: "bias additions x input channels"
    case .additions: "additions"
    case .multiplications: "multiplications"
    case .divisions: "divisions"
    case .comparisons: "comparisons"
    case .exponentials: "exponentials"
    case .inputElements: "input elements"
    case .outputElements: "output elements"
    case .volume: "volume"
    case .outputPositions: "output height x width"
    case .kernelNumbers: "kernel x output elements"
    case .stateElements: "elements of recurrent states"
    case .stateElementsOfOneDirection: "elements of recurrent states, one direction"
    case .normSlices: "slices of a layer norm"
    case .scaledElements: "elements scaled by weights"
    case .parametersPerImage: "images x parameters"
    case .backgroundMultiplyAdds: "multiply-adds of a background class"
    case .backgroundAdditions: "bias additions of a background class"
    case .inputGradient: "input-gradient multiply-adds"
    case .weightGradient: "weight-gradient multiply-adds"
    case .weightGradientTimesGroups: "weight-gradient multiply-adds x groups"
    }
  }
}
