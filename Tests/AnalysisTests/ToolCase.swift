import RLANetworks
import RLASymbolic
import TestSupport

/// One operator or expression of PyTorch and what every tool printed for it.
struct ToolCase: Decodable, Sendable {
  let name: String
  let inputs: [[Int]]
  let outputs: [[Int]]
  /// Operations that fvcore names as unsupported, with their calls; nil where it failed.
  let fvcoreUnsupported: [String: Int]?
  /// Operations that torchprofile warns about; nil where it failed.
  let torchprofileUnsupported: [String]?
  let counts: [String: Answer]

  /// A number, or the error that the tool raised.
  enum Answer: Decodable, Sendable {
    case number(Int)
    case failure(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .failure(try container.decode(String.self))
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case name, inputs, outputs, counts
    case fvcoreUnsupported = "fvcore_unsupported"
    case torchprofileUnsupported = "torchprofile_unsupported"
  }

  /// The numbers, by the key of the measure.
  var numbers: [(key: String, value: Int)] {
    counts.compactMap { key, answer in
      if case .number(let value) = answer { (key, value) } else { nil }
    }
  }

  private struct File: Decodable {
    let cases: [ToolCase]
  }

  /// Every case of the file; none where it cannot be read, which fails the count of cases.
  static let all: [ToolCase] =
    (try? Fixture.json("Reference/operators.json", as: File.self).cases) ?? []
}

/// An expression of PyTorch in the words of networks: takes the inputs, returns the results.
typealias ToolExpression = @Sendable (Scope, [Value]) -> [Value]

/// One call of an operator on all inputs and then on constants.
func call(
  _ function: any Operator, _ callStyle: CallStyle, _ constants: Fact...
) -> ToolExpression {
  { scope, inputs in
    let values =
      inputs + constants.enumerated().map { scope.constant("constant\($0)", $1) }
    return apply(function, callStyle, scope, values)
  }
}

/// One call after the other.
func chain(_ calls: ToolExpression...) -> ToolExpression {
  { scope, inputs in calls.reduce(inputs) { $1(scope, $0) } }
}

/// A layer where there is a module or a weight, else a function.
func apply(
  _ function: any Operator, _ callStyle: CallStyle, _ scope: Scope, _ inputs: [Value]
) -> [Value] {
  if callStyle == .module || !function.weights.isEmpty {
    return scope.layer("layer", function, callStyle: callStyle)(inputs)
  }
  return scope.apply(function, to: inputs, callStyle: callStyle)
}
