/// A function of one element with its parameters: one row of the table of such functions.
///
/// A row states everything that differs between functions. To add a function, write a row and its
/// loop in Sources/CVectors/loops/elements.h.
public struct ElementFunction: Hashable, Sendable {
  /// What the backward pass computes the derivative from.
  public enum Derivative: Hashable, Sendable {
    /// f'(x) follows from the result, so x need not be saved.
    case fromOutput
    case fromInput
    /// The derivative is the same number wherever it exists, so nothing need be saved.
    case constant
  }

  public let kind: OperatorKind
  public let torch: TorchNames
  /// The label in drawings.
  public let title: String
  /// Slope, bounds or scale, in the order of the formula.
  public let parameters: [Double]
  public let cost: ElementCost
  public let derivative: Derivative
  public let storage: Storage
  /// The loop of the C library that computes it.
  public let loop: String
  /// The result for one element.
  public let formula: @Sendable (Double) -> Double

  init(
    _ kind: OperatorKind, _ torch: TorchNames, _ title: String, parameters: [Double] = [],
    cost: ElementCost, derivative: Derivative, storage: Storage = .fresh, loop: String,
    formula: @escaping @Sendable (Double) -> Double
  ) {
    self.kind = kind
    self.torch = torch
    self.title = title
    self.parameters = parameters
    self.cost = cost
    self.derivative = derivative
    self.storage = storage
    self.loop = loop
    self.formula = formula
  }

  public static func == (left: ElementFunction, right: ElementFunction) -> Bool {
    left.kind == right.kind && left.parameters == right.parameters && left.storage == right.storage
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(parameters)
    hasher.combine(storage)
  }

  /// The function with its result in memory of its own, or in place of the argument.
  public func stored(_ storage: Storage) -> ElementFunction {
    ElementFunction(
      kind, torch, title, parameters: parameters, cost: cost, derivative: derivative,
      storage: storage, loop: loop, formula: formula)
  }
}
