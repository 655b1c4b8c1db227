public import RLANetworks

/// What is wrong with an ONNX model, and where.
public struct ONNXFailure: Error, Hashable, Sendable {
  /// The part of the model that a failure belongs to.
  public enum Place: Hashable, Sendable {
    /// The file as a whole, or a byte of it that the reason names.
    case file
    /// A node by its name, or by its first output where it has none, and its type.
    case node(String, type: String)
    case tensor(String)
    case value(String)
    case function(String)
  }

  public enum Reason: Hashable, Sendable {
    /// The system refused to read, with its number for the error.
    case system(code: Int32)
    /// The file cannot be read at arbitrary places, as a pipe cannot.
    case notAFile
    /// A part that should reach beyond the end of what holds it.
    case truncated(message: String, offset: Int)
    /// A field in another encoding than the schema has.
    case wireType(message: String, field: Int, found: Int, offset: Int)
    /// A number of more than 64 bits.
    case longNumber(message: String, offset: Int)
    /// Bodies inside bodies, or types inside types, beyond the limit.
    case tooDeep(limit: Int)
    /// The file begins like one of another kind.
    case foreign(ForeignKind)
    /// There is no graph, so the file is another kind of protobuf file or none at all.
    case noGraph
    /// There is no version of the operators of a domain.
    case missingOpset(domain: String)
    case unsupportedOpset(domain: String, version: Int, supported: ClosedRange<Int>)
    case unsupportedVersion(Int)
    /// Two values of one graph have this name.
    case repeatedName(String)
    /// More axes than the limit.
    case tooManyAxes(Int, limit: Int)
    /// More sizes of inputs than the limit are free.
    case tooManySymbols(limit: Int)
    /// A value is read that nothing makes, or that a later node makes.
    case undefined(value: String)
    /// Nodes that wait for each other, so that none can run first.
    case cycle
    /// A negative or unusable size.
    case dimension(Int)
    case tooManyElements(dims: [Int])
    /// Stored bytes or numbers that do not fit the type and the sizes.
    case dataSize(expected: Int, found: Int)
    /// Elements in another file that should reach beyond its end.
    case externalSize(String, expected: Int, offset: Int, found: Int)
    case elementType(Int)
    /// Elements of a type that nothing reads.
    case unreadElements(ElementType)
    case externalLocation(String)
    case missingAttribute(String)
    case attributeKind(String, expected: String)
    case attributeValue(String, found: String, expected: String)
    case inputCount(expected: ClosedRange<Int>, found: Int)
    case outputCount(expected: Int, found: Int)
    case missingInput(Int, name: String)
    /// An input whose values must be known before anything runs.
    case openInput(Int, name: String)
    /// An input whose sizes follow from nothing that is known.
    case openShape(Int, name: String)
    /// A value that is no tensor of known rank, as the file describes it.
    case notATensor(found: String)
    /// An input of a number of axes or of a kind that the operator does not take.
    case inputShape(Int, expected: String, found: String)
    /// The operator has no rule, and the file does not say what it returns.
    case unknownOperator(domain: String)
    case recursion
    /// Functions that expand to more nodes than the limit.
    case tooManyNodes(limit: Int)
    /// A graph without inputs or results that a network could have.
    case noOutputs
  }

  public let place: Place
  public let reason: Reason

  public init(_ reason: Reason, at place: Place = .file) {
    self.place = place
    self.reason = reason
  }
}
