extension ReferenceTensor {
  /// `(x − μ) / √(σ² + ε)` with mean and variance of the elements of each set.
  ///
  /// - Parameters:
  ///   - epsilon: ε.
  ///   - centers: Whether the mean is subtracted, or taken as zero.
  ///   - set: The set to which a position belongs.
  /// - Returns: A tensor of the same shape.
  func normalized(
    epsilon: Double, centers: Bool = true, _ set: ([Int]) -> [Int]
  ) -> ReferenceTensor {
    let sets = positions.map(set)
    let members = Dictionary(grouping: values.indices) { sets[$0] }
    var result = self
    for indices in members.values {
      let count = Double(indices.count)
      let mean = centers ? indices.reduce(0) { $0 + values[$1] } / count : 0
      let squares = indices.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
      let deviation = (squares / count + epsilon).squareRoot()
      for index in indices { result.values[index] = (values[index] - mean) / deviation }
    }
    return result
  }

  /// Each element times one of `scale` plus one of `shift`, where they are, at the position in them
  /// that `place` gives.
  func scaled(
    by scale: ReferenceTensor?, shifted shift: ReferenceTensor?, _ place: ([Int]) -> [Int]
  ) -> ReferenceTensor {
    ReferenceTensor(sizes) { position in
      let weight = place(position)
      return self[position] * (scale?[weight] ?? 1) + (shift?[weight] ?? 0)
    }
  }

  /// With a number added to every element, rounded to what 32 bits hold.
  func offset(by number: Double) -> ReferenceTensor {
    ReferenceTensor(sizes, values.map { Double(Float($0 + number)) })
  }
}
