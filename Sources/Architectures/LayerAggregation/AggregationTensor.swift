import RLANetworks
import RLASymbolic

/// A value while a definition runs, with what its axes are.
struct AggregationTensor {
  enum Form {
    /// N×C×H×W.
    case map
    /// N×1×C.
    case sequence
    /// N×C.
    case vector
    /// C×1×1.
    case factor
  }

  let value: Value
  let form: Form

  init(_ value: Value, _ form: Form) {
    self.value = value
    self.form = form
  }
}

/// What a state holds: one tensor, or one of each block.
enum AggregationEntries {
  case one(AggregationTensor)
  case many([AggregationTensor])

  var all: [AggregationTensor] {
    switch self {
    case .one(let tensor): [tensor]
    case .many(let tensors): tensors
    }
  }
}

/// The states of an aggregation by name; one that no block has changed is not there.
typealias AggregationStates = [String: AggregationEntries]

extension AggregationTensor {
  /// The sum, element by element.
  static func + (left: AggregationTensor, right: AggregationTensor) -> AggregationTensor {
    AggregationTensor(left.value + right.value, left.form)
  }

  /// The product with a vector or a factor per channel broadcast over the map or sequence.
  func times(_ other: AggregationTensor, in scope: Scope) -> AggregationTensor {
    switch (form, other.form) {
    case (.vector, .map): AggregationTensor(other.value.scaled(by: asMap), .map)
    case (.map, .vector): AggregationTensor(value.scaled(by: other.asMap), .map)
    case (.vector, .sequence):
      AggregationTensor(value.reshaped(to: .sequenceFromVector) * other.value, .sequence)
    case (.factor, _): AggregationTensor(value.broadcast(times: other.value, in: scope), other.form)
    default: AggregationTensor(value * other.value, form)
    }
  }

  private var asMap: Value { value.reshaped(to: .map) }
}

extension Value {
  /// The product of two values that broadcast, written as an operator.
  func broadcast(times other: Value, in scope: Scope) -> Value {
    scope.apply(Arithmetic(.multiply), to: [self, other], callStyle: .operator)[0]
  }

  /// The sum of two values that broadcast, written as an operator.
  func broadcast(plus other: Value, in scope: Scope) -> Value {
    scope.apply(Arithmetic(.add), to: [self, other], callStyle: .operator)[0]
  }
}

extension Reshape {
  /// N×1×C → N×C.
  static let vectorFromSequence = Reshape(
    to: [.axis(0), .axis(2)], singleAxes: [1], title: "as vector")
  /// N×C → N×1×C.
  static let sequenceFromVector = Reshape(
    to: [.axis(0), .size(1), .axis(1)], title: "as sequence")
}
