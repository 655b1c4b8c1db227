import RLANetworks
import RLASymbolic

/// What runs have told of a model beyond its file: how many elements nodes make whose results only
/// running sizes, and numbers that decide shapes, branches and runs of loops.
public struct FoundNumbers: Sendable {
  /// By node, as `OpenNumbers.key` names it.
  private var numbers: [String: [Int]] = [:]

  /// Whether numbers of the inputs are the caller's to say, and not to be found.
  let leavesInputs: Bool

  public init(leavingInputs: Bool = false) { leavesInputs = leavingInputs }

  public var isEmpty: Bool { numbers.isEmpty }

  /// How many there are.
  public var count: Int { numbers.count }

  public mutating func add(_ found: [Int], _ key: String) { numbers[key] = found }

  func numbers(_ key: String) -> [Int]? { numbers[key] }
}

/// Collects the nodes of a model that wait for what only running tells.
///
/// While it is there, such a node makes nothing, nor does what reads its results, so that the rest
/// of the model can run.
final class OpenNodes {
  private(set) var waiting: [(key: String, function: (any SizedByRunning)?, values: [Value?])] = []
  private var keys: Set<String> = []
  /// Inputs whose numbers are the caller's to say.
  var inputs: Set<ValueID> = []

  func add(_ key: String, _ function: (any SizedByRunning)?, _ values: [Value?]) {
    if keys.insert(key).inserted { waiting.append((key, function, values)) }
  }

  /// What the network that can run returns: all that something waits for, each value once.
  var results: [(String, Value)] {
    var seen: Set<ValueID> = []
    var results: [(String, Value)] = []
    for value in waiting.flatMap(\.values).compactMap(\.self) where seen.insert(value.id).inserted {
      results.append(("\(results.count)", value))
    }
    return results
  }

  var numbers: [OpenNumbers] {
    waiting.map {
      OpenNumbers(key: $0.key, function: $0.function, values: $0.values.map { $0?.id })
    }
  }
}

extension ONNXFailure {
  /// Whether a node cannot be read since what it needs is not known yet.
  var waits: Bool {
    switch reason {
    case .openInput, .openShape, .undefined: true
    default: false
    }
  }
}

extension NodeImport {
  /// The node as `FoundNumbers` knows it.
  private var openKey: String {
    "\(frame.path)\(frame.key)\(node.shownName)#\(node.outputs.first.map(frame.text) ?? "")"
  }

  private func openKey(_ position: Int) -> String { "\(openKey)#\(position)" }

  /// The numbers that a run has found of an input, as a stored tensor; nil where it has found none.
  func found(_ position: Int, _ input: ImportedValue?) -> ImportedValue? {
    let key = openKey(position)
    guard let numbers = importer.context.found.numbers(key), let input,
      let fact = importer.fact(of: input)
    else { return nil }
    return known(
      Fact(fact.type, fact.shape, elements: numbers.map { Dim($0) }), "found", key: key)
  }

  /// The node with the numbers in place of the inputs of which runs have found them.
  func withFoundInputs() throws(ONNXFailure) -> NodeImport {
    if importer.context.found.isEmpty { return self }
    let replaced = inputs.enumerated().map { found($0, $1) ?? $1 }
    return try NodeImport(node, replaced, frame, path: path, importer)
  }

  /// A number that decides how the node goes on, which a run has found.
  ///
  /// - Parameters:
  ///   - value: The number as the network computes it.
  ///   - part: What it decides, apart from other parts of the node.
  /// - Returns: The number; nil where no run has found it.
  /// - Throws: `ONNXFailure` where one is going to, so that the node has to wait.
  func foundNumber(
    _ value: ImportedValue, _ part: String
  ) throws(ONNXFailure) -> Int? {
    if let found = recalled(part) { return found }
    let key = "\(openKey)#\(part)"
    guard let open = importer.open else { return nil }
    open.add(key, nil, [try importer.value(of: value, at: node.place)])
    throw failure(.openInput(0, name: part))
  }

  /// The same number where a run has found it already.
  func recalled(_ part: String) -> Int? {
    importer.context.found.numbers("\(openKey)#\(part)")?.first
  }

  /// The operator with the size that a run has found of its results.
  func sized(_ function: any Operator) -> any Operator {
    // The cast takes longer than most rules.
    guard !importer.context.found.isEmpty, let open = function as? any SizedByRunning,
      let count = importer.context.found.numbers(openKey)?.first
    else { return function }
    return open.sized(count)
  }

  /// Lets the node wait where it makes what only running sizes.
  ///
  /// - Parameters:
  ///   - function: Its operator.
  ///   - inputs: What it reads.
  ///   - facts: What is known of its results; nil for nothing.
  /// - Throws: `ONNXFailure` where it has to wait.
  func waitWhereOpen(
    _ function: any Operator, _ inputs: [ImportedValue?], _ facts: [Fact]?
  ) throws(ONNXFailure) {
    guard let open = importer.open else { return }
    let isSized = facts?.allSatisfy { $0.shape.values != nil } ?? false
    let sized = isSized ? nil : function as? any SizedByRunning
    for (position, input) in inputs.enumerated() {
      let decides = [.attributes, .numbers].contains(function.kind.port(ofInput: position).use)
      guard decides || !isSized && sized == nil, let input else { continue }
      try wait(for: input, position, open)
    }
    guard let sized else { return }
    var values: [Value?] = []
    for input in inputs {
      values.append(
        try input.map { value throws(ONNXFailure) in
          try importer.value(of: value, at: node.place)
        })
    }
    open.add(openKey, sized, values)
    throw failure(.openInput(0, name: "X"))
  }

  /// Waits for the elements of an input that decide the shape of the results.
  func wait(for input: ImportedValue, _ position: Int, _ open: OpenNodes) throws(ONNXFailure) {
    guard let fact = importer.fact(of: input), !fact.type.isFloating, fact.isFew,
      fact.elements?.allSatisfy({ $0.value != nil }) != true
    else { return }
    let value = try importer.value(of: input, at: node.place)
    if open.inputs.contains(value.id) { return }
    open.add(openKey(position), nil, [value])
    throw failure(.openInput(position, name: "input"))
  }
}

extension Fact {
  /// Whether the elements are few enough for a shape.
  fileprivate var isFew: Bool {
    shape.elements.value.map { $0 <= Self.mostElements } ?? false
  }
}
