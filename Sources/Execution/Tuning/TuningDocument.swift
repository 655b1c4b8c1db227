/// Choices of algorithms in a file, with the machine and the program that they hold for.
public struct TuningDocument: Hashable, Sendable, Decodable {
  public static let kind = "rla-profile algorithms"
  /// Changes with the meaning of the file.
  public static let version = 1

  /// What decides which algorithm is the fastest beside the sizes, as texts.
  public struct Conditions: Hashable, Sendable, Decodable {
    /// The version of this program.
    public let program: String
    public let processor: String
    /// What tells it from others of the same name.
    public let processorModel: String
    /// The widest vector instructions of the processor.
    public let widestVectors: String
    /// Those that this program's own loops use.
    public let loops: String
    /// The words of the library for products, with its version.
    public let blas: String
    /// The processor whose kernels it uses.
    public let blasCore: String

    public init(program: String, _ machine: Machine) {
      self.program = program
      processor = machine.processor
      processorModel = machine.processorModel
      widestVectors = machine.widestVectors
      loops = machine.vectors
      blas = machine.blas ?? ""
      blasCore = machine.blasCore ?? ""
    }

    /// The members by name, in order.
    public var members: [(name: String, value: String)] {
      [
        (CodingKeys.program.rawValue, program), (CodingKeys.processor.rawValue, processor),
        (CodingKeys.processorModel.rawValue, processorModel),
        (CodingKeys.widestVectors.rawValue, widestVectors), (CodingKeys.loops.rawValue, loops),
        (CodingKeys.blas.rawValue, blas), (CodingKeys.blasCore.rawValue, blasCore),
      ]
    }

    enum CodingKeys: String, CodingKey {
      case program
      case processor
      case processorModel = "processor_model"
      case widestVectors = "widest_vectors"
      case loops
      case blas
      case blasCore = "blas_core"
    }
  }

  public let kind: String
  public let version: Int
  public let conditions: Conditions
  private let choices: [String: AlgorithmChoices.Choice]

  public init(_ choices: AlgorithmChoices, _ conditions: Conditions) {
    kind = Self.kind
    version = Self.version
    self.conditions = conditions
    self.choices = choices.choices
  }

  /// The choices, where they hold under these conditions; else none.
  public func choices(under conditions: Conditions) -> AlgorithmChoices {
    guard kind == Self.kind, version == Self.version, self.conditions == conditions else {
      return AlgorithmChoices()
    }
    return AlgorithmChoices(choices)
  }
}
