import RLANetworks
import RLASymbolic

/// What a name of a model stands for while the model becomes a network.
enum ImportedValue {
  /// An input of the network or the result of a node.
  case computed(Value)
  /// A tensor that is known before anything runs.
  case stored(StoredTensor)
  case sequence([ImportedValue])
}

/// A tensor that is known before anything runs: an initializer, or the result of a node that reads
/// nothing else.
///
/// All that use it share one value, which is large.
final class StoredTensor: Sendable {
  /// The name in the model.
  let name: String
  /// Distinguishes tensors of different graphs that have the same name.
  let key: TensorKey
  let fact: Fact
  /// The elements of a small tensor.
  let numbers: [ONNXNumber]?
  /// Where the model has the elements; nil for a tensor that a rule derived.
  let source: ONNXTensor?
  /// Whether the model stores it, so that it can be a parameter.
  let isFromFile: Bool
  /// Whether it is an initializer, not the attribute of a node.
  let isInitializer: Bool

  init(_ tensor: ONNXTensor, name: String, key: TensorKey, isInitializer: Bool = false) {
    self.name = name
    self.key = key
    self.isInitializer = isInitializer
    numbers = tensor.numbers
    source = tensor
    isFromFile = true
    let shape = Shape(tensor.dims.map { Dim($0) })
    // Weights are not followed, even where they happen to be whole numbers.
    let isData = tensor.type.isFloating && tensor.count >= Self.fewestWeights
    fact =
      if isData {
        Fact(tensor.type, shape)
      } else if let wholes = tensor.numbers.flatMap(Self.wholes), wholes.count == tensor.count {
        Fact(tensor.type, shape, elements: wholes)
      } else {
        Fact(tensor.type, shape, numbers: tensor.numbers?.map(\.real))
      }
  }

  /// The numbers, where all are whole.
  private static func wholes(_ numbers: [ONNXNumber]) -> [Dim]? {
    var wholes: [Dim] = []
    wholes.reserveCapacity(numbers.count)
    for number in numbers {
      guard let whole = number.whole else { return nil }
      wholes.append(Dim(whole))
    }
    return wholes
  }

  /// A tensor that a rule derived from others.
  init(_ fact: Fact, name: String, key: TensorKey) {
    self.name = name
    self.key = key
    self.fact = fact
    numbers =
      fact.elements?.compactMap(\.value).map { .whole($0) } ?? fact.reals?.map { .real($0) }
    source = nil
    isFromFile = false
    isInitializer = false
  }

  /// The tensor of the file, or one of which nothing is in a file.
  var tensor: ONNXTensor { source ?? ONNXTensor(fact, numbers) }

  /// The only element of a tensor of one.
  var number: Double? { numbers?.count == 1 ? numbers?[0].real : nil }

  /// Real numbers in fewer places than this are constants of a formula rather than weights.
  static let fewestWeights = 8

  /// Whether it is learned, as far as type and size tell; of other tensors than initializers, those
  /// that are factors of products with what the network computes.
  func looksLearned(asFactor isFactor: Bool) -> Bool {
    (isInitializer || isFromFile && isFactor) && fact.type.isFloating
      && fact.shape.elements.value ?? 0 >= Self.fewestWeights
  }
}
