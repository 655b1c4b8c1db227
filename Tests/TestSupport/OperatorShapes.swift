public import RLANetworks
public import RLASymbolic

extension Operator {
  /// The only shape that the operator gives for the shapes of tensors of floating-point numbers.
  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try outputs(of: Operands(inputs), requiring: &requirements)[0].shape
  }
}
