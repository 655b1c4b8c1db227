import RLANetworks
import RLASymbolic

/// Short forms for operators that run as others.
extension Scope {
  /// The only result of an operator without weights.
  func one(_ function: any Operator, _ inputs: Value?...) -> Value {
    apply(function, to: inputs)[0]
  }

  func combined(_ function: BinaryFunction, _ left: Value, _ right: Value) -> Value {
    one(Arithmetic(function), left, right)
  }

  /// The sum of the values that are there.
  func sum(_ first: Value, _ others: Value?...) -> Value {
    others.compactMap(\.self).reduce(first) { combined(.add, $0, $1) }
  }

  /// One number everywhere.
  func filled(_ number: Double, _ sizes: [Int] = [], _ type: ElementType = .float32) -> Value {
    let shape = constant("shape", .known(sizes.map { Dim($0) }))
    return one(Fill(type, number), shape)
  }

  /// 0, 1, … as a tensor of the given sizes.
  func numbers(below count: Int, _ sizes: [Int]) -> Value {
    let ends = [0, count, 1].map { constant("end", .known(Dim($0))) }
    return reshaped(apply(NumberSequence(), to: ends)[0], sizes)
  }

  /// Repeated along axes of size 1 to the given sizes.
  func expanded(_ value: Value, to sizes: [Int]) -> Value {
    one(Expand(), value, constant("shape", .known(sizes.map { Dim($0) })))
  }

  func cast(_ value: Value, to type: ElementType) -> Value { one(Cast(to: type), value) }

  func reshaped(_ value: Value, _ sizes: [Int]) -> Value {
    one(Reshape(to: sizes.map { .size(Dim($0)) }), value)
  }

  func transposed(_ value: Value, _ axes: [Int]) -> Value { one(Transpose(axes), value) }

  func joined(_ values: [Value], axis: Int) -> Value {
    values.count == 1 ? values[0] : apply(Concatenation(axis: axis), to: values)[0]
  }

  /// `count` positions of an axis from `start`, `step` apart.
  func sliced(_ value: Value, axis: Int, from start: Int, _ count: Int, step: Int = 1) -> Value {
    one(Slice(axis: axis, start: Dim(start), count: Dim(count), step: step), value)
  }

  /// N×T×(h·d) as N×h×T×d.
  func separated(_ value: Value, _ sizes: [Int], heads: Int) -> Value {
    transposed(
      reshaped(value, [sizes[0], sizes[1], heads, sizes[2] / heads]), [0, 2, 1, 3])
  }

  /// N×h×T×d as N×T×(h·d).
  func merged(_ value: Value, _ sizes: [Int]) -> Value {
    reshaped(transposed(value, [0, 2, 1, 3]), sizes)
  }
}

extension Site {
  /// The sizes of an input by its position; nil where it is left out.
  func sizes(ofInput position: Int) -> [Int]? { operands.optional(position)?.shape.values }

  /// The type of an input by its position; nil where it is left out.
  func type(ofInput position: Int) -> ElementType? { operands.optional(position)?.type }
}
