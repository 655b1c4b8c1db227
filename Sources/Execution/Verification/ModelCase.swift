public import RLANetworks
import RLASymbolic

/// What other implementations computed for a model of ONNX whose inputs and weights follow from
/// formulas.
///
/// The format is that of `Fixtures/ONNX/*.numerics.json`: the outputs of PyTorch in double precision
/// and of ONNX Runtime in single precision, and the gradients of a weighted sum of the first output.
public struct ModelCase: Decodable, Sendable {
  /// What an input holds.
  public struct Input: Decodable, Sendable {
    public let shape: [Int]
    public let type: String
    public let rule: String
  }

  /// A result, summarized by a few numbers.
  public struct Result: Decodable, Sendable {
    public let shape: [Int]
    /// The first 16 elements in row-major order, or all where there are fewer.
    public let first: [Double]
    /// The Euclidean norm.
    public let l2: Double
    public let sum: Double
  }

  /// The loss: the sum of the elements of the first output, each times 2u − 1 of the name `loss`.
  public struct Loss: Decodable, Sendable {
    public let value: Double
  }

  public let name: String
  public let inputs: [String: Input]
  /// By initializer, how its elements are made; others are those of the file.
  public let fill: [String: TensorFill]
  /// In double precision; nil where PyTorch does not run the model.
  public let torch: [String: Result]?
  /// In single precision, without optimizations of the graph.
  public let runtime: [String: Result]
  /// By output, how far ONNX Runtime is from PyTorch, relative to the norm.
  public let runtimeErrors: [String: Double]?
  public let loss: Loss?
  /// By filled tensor and input of real numbers; nil where the loss does not depend on it.
  public let gradients: [String: ReferenceCase.Gradient?]?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name
    case inputs
    case fill
    case torch = "torch_f64"
    case runtime = "onnxruntime_f32"
    case runtimeErrors = "onnxruntime_f32_rel_error"
    case loss
    case gradients
  }

  /// The results to compare with.
  public var results: [String: Result] { torch ?? runtime }

  /// What decides whether a text is such a case.
  public static let mark = CodingKeys.fill.rawValue

  /// The member that says what the inputs are.
  public static let inputsMember = CodingKeys.inputs.rawValue

  /// The norm of the largest gradient, to which errors of small ones are compared.
  public var largestGradientNorm: Double {
    gradients?.values.compactMap { $0?.l2 }.max() ?? 0
  }

  /// The largest error of ONNX Runtime; nil where it is not known.
  public var runtimeError: Double? { runtimeErrors?.values.max() }
}

// MARK: - Checks

extension ModelCase {
  /// Elements of the largest tensor that is computed, a gibibyte of them.
  private static let largestTensor = 1 << 28
  /// The elements of a result that a case shows.
  private static let shown = 16

  /// The member of the file whose values cannot be; nil where all make sense.
  public var flaw: String? {
    let checks: [(name: CodingKeys, holds: Bool)] = [
      (.inputs, !inputs.isEmpty && inputs.values.allSatisfy(Self.isPossible)),
      (.fill, fill.values.allSatisfy(\.isPossible)),
      (.torch, torch.map(Self.arePossible) ?? true),
      (.runtime, Self.arePossible(runtime)),
      (.runtimeErrors, runtimeErrors?.values.allSatisfy { (0..<1).contains($0) } ?? true),
      (.loss, (loss == nil) == (gradients == nil) && loss?.value.isFinite ?? true),
      (.gradients, hasPossibleGradients),
    ]
    return checks.first { !$0.holds }?.name.rawValue
  }

  private static func isPossible(_ shape: [Int]) -> Bool {
    shape.allSatisfy { $0 > 0 && $0 <= largestTensor }
      && shape.reduce(1.0) { $0 * Double($1) } <= Double(largestTensor)
  }

  private static func isPossible(_ input: Input) -> Bool {
    guard isPossible(input.shape), let rule = InputRule(parsing: input.rule),
      let type = ElementType(rawValue: input.type)
    else { return false }
    return type == .float32 || type.isStored && rule.whole(0) != nil
  }

  private static func arePossible(_ results: [String: Result]) -> Bool {
    !results.isEmpty
      && results.values.allSatisfy { result in
        isPossible(result.shape)
          && result.first.count == min(shown, result.shape.reduce(1, *))
          && result.first.allSatisfy(\.isFinite) && result.l2 > 0 && result.l2.isFinite
          && result.sum.isFinite
      }
  }

  private var hasPossibleGradients: Bool {
    guard let gradients else { return true }
    let isPossible = gradients.values.compactMap(\.self).allSatisfy { gradient in
      gradient.l2 >= 0 && gradient.l2.isFinite && gradient.sum.isFinite
        && gradient.first.allSatisfy(\.isFinite)
    }
    return isPossible && largestGradientNorm > 0
  }

  /// The member that cannot belong to a model; nil where all fit.
  ///
  /// - Parameters:
  ///   - network: The network of the model, with the names of the file.
  ///   - tensor: What the model says of the weight or constant with a name.
  /// - Returns: The member of the file.
  public func misfit(
    to network: Network, tensor: (String) -> (type: ElementType, dims: [Int])?
  ) -> String? {
    if facts(of: network) == nil { return CodingKeys.inputs.rawValue }
    let isFilled = fill.allSatisfy { name, fill in
      tensor(name).map { fill.makes($0.type) } ?? true
    }
    if !isFilled { return CodingKeys.fill.rawValue }
    let outputs = Set(network.outputs.map(\.name))
    if Set(results.keys) != outputs {
      return (torch == nil ? CodingKeys.runtime : .torch).rawValue
    }
    let known = Set(fill.keys).union(inputs.keys)
    let isKnown = gradients?.keys.allSatisfy(known.contains) ?? true
    return isKnown ? nil : CodingKeys.gradients.rawValue
  }

  /// What is known of the inputs of a network; nil where they are not those of the case.
  public func facts(of network: Network) -> [Fact]? {
    guard Set(inputs.keys) == Set(network.inputs.map(\.name)) else { return nil }
    let facts = network.inputs.compactMap { declared -> Fact? in
      guard let input = inputs[declared.name], input.shape.count == declared.fact.shape.rank,
        input.type == declared.fact.type.rawValue
      else { return nil }
      var fact = Fact(declared.fact.type, Shape(input.shape.map { Dim($0) }))
      // How often a loop runs is known before it does.
      if case .number(let number)? = InputRule(parsing: input.rule), !fact.type.isFloating {
        let count = input.shape.reduce(1, *)
        fact = Fact(fact.type, fact.shape, elements: Array(repeating: Dim(number), count: count))
      }
      return fact
    }
    return facts.count == network.inputs.count ? facts : nil
  }
}
