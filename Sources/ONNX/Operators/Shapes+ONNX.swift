import RLANetworks
import RLASymbolic

extension ImportRule {
  static let shapes = [
    ImportRule(ShapeOf.kind) { node throws(ONNXFailure) in try node.sizes() },
    ImportRule(SizeOf.kind) { node throws(ONNXFailure) in
      try node.apply(SizeOf(), to: [try node.input(0, "data")])
    },
    ImportRule(EyeLike.kind) { node throws(ONNXFailure) in
      let type = try node.int("dtype").map { number throws(ONNXFailure) in
        try ONNXType.element(number, of: node.node.place)
      }
      return try node.apply(
        EyeLike(type, diagonal: try node.int("k", default: 0)), to: [try node.input(0, "input")])
    },
    ImportRule(["Constant"]) { node throws(ONNXFailure) in try node.constant() },
    ImportRule(Cast.kind) { node throws(ONNXFailure) in
      guard let number = try node.int("to") else { throw node.failure(.missingAttribute("to")) }
      return try node.cast(to: try ONNXType.element(number, of: node.node.place))
    },
    ImportRule(["CastLike"]) { node throws(ONNXFailure) in
      guard let type = node.fact(1)?.type else { throw node.failure(.openInput(1, name: "like")) }
      return try node.cast(to: type)
    },
    ImportRule(NumberSequence.kind) { node throws(ONNXFailure) in
      try node.apply(
        NumberSequence(),
        to: [try node.input(0, "start"), try node.input(1, "limit"), try node.input(2, "delta")])
    },
    ImportRule(Fill.kind) { node throws(ONNXFailure) in
      let value = try node.tensor("value")
      return try node.apply(
        Fill(value?.type ?? .float32, value?.numbers?.first?.real ?? 0),
        to: [try node.input(0, "shape")])
    },
  ]
}

extension NodeImport {
  /// Bounds of the axes are clamped to those that exist.
  fileprivate func sizes() throws(ONNXFailure) -> [ImportedValue] {
    var (start, end) = (try int("start", default: 0), try int("end") ?? .max)
    if start < 0 || end < 0 {
      let rank = try rank(0, "data")
      if start < 0 { start = max(start + rank, 0) }
      if end < 0 { end = max(end + rank, 0) }
    }
    return try apply(ShapeOf(start..<max(start, end)), to: [try input(0, "data")])
  }

  /// A tensor of the same type stays as it is.
  fileprivate func cast(to type: ElementType) throws(ONNXFailure) -> [ImportedValue] {
    try apply(Cast(to: type), to: [try input(0, "input")])
  }

  /// The tensor in one of the attributes of a constant.
  fileprivate func constant() throws(ONNXFailure) -> [ImportedValue]? {
    let name = node.outputs.first.map(frame.text(of:)) ?? ""
    let key = frame.key(of: node.outputs.first ?? .empty)
    if let tensor = try tensor("value") {
      return [.stored(StoredTensor(tensor, name: name, key: key))]
    }
    switch node.attributes.first.flatMap({ frame.resolved($0.value) }) {
    case .int(let number)?: return [stored([.whole(number)], .int64, isVector: false, name, key)]
    case .ints(let numbers)?:
      return [stored(numbers.map { .whole($0) }, .int64, isVector: true, name, key)]
    case .float(let number)?: return [stored([.real(number)], .float32, isVector: false, name, key)]
    case .floats(let numbers)?:
      return [stored(numbers.map { .real($0) }, .float32, isVector: true, name, key)]
    case .string?: return [stored([], .string, isVector: false, name, key)]
    case nil: throw failure(.missingAttribute("value"))
    default: return nil
    }
  }

  private func stored(
    _ numbers: [ONNXNumber], _ type: ElementType, isVector: Bool, _ name: String, _ key: TensorKey
  ) -> ImportedValue {
    var tensor = ONNXTensor()
    tensor.type = type
    tensor.dims = isVector ? [numbers.count] : []
    tensor.count = isVector ? numbers.count : 1
    tensor.numbers = type == .string ? nil : numbers
    return .stored(StoredTensor(tensor, name: name, key: key))
  }
}
