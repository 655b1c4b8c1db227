/// Values made from names, so that a test needs no file of weights: FNV-1a of the name, then
/// splitmix64 over the elements.
public struct FormulaWeights: Sendable {
  private let seed: UInt64

  /// - Parameter name: The first of the tensor's names in the state_dict; `input` for the images.
  public init(_ name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    seed = hash
  }

  /// A number in 0 ..< 1 for the element with this position in the order of the state_dict.
  public func unit(_ index: Int) -> Double {
    var x = seed &+ (UInt64(index) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    x = (x ^ x >> 30) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ x >> 27) &* 0x94d0_49bb_1331_11eb
    x ^= x >> 31
    return Double(x >> 40) / 16_777_216
  }

  /// Images with values in −1 ..< 1.
  public static func images(_ count: Int) -> [Float] {
    let formula = FormulaWeights("input")
    return (0..<count).map { Float(2 * formula.unit($0) - 1) }
  }

  /// The label of each image of a batch.
  public static func labels(_ images: Int, classes: Int) -> [Int] {
    (0..<images).map { 37 * $0 % 1000 % classes }
  }
}

extension Parameters {
  /// Sets every tensor to the values of its formula.
  ///
  /// Norm weights and running variances lie in 0.5 ..< 1.5, biases and running means in
  /// −0.1 ..< 0.1, filters are uniform with variance 1 / fan-in.
  public func fillWithFormula() {
    for index in entries.indices {
      let entry = entries[index]
      let formula = FormulaWeights(entry.name)
      let kind = String(entry.name.split(separator: ".").last ?? "")
      let fanIn = entry.shape.dropFirst().reduce(1, *)
      let bound = (3 / Double(fanIn)).squareRoot()
      self[index] = (0..<entry.count).map { position in
        let u = formula.unit(position)
        switch kind {
        case "running_var": return Float(0.5 + u)
        case "running_mean", "bias": return Float(0.2 * u - 0.1)
        default: return Float(entry.shape.count == 1 ? 0.5 + u : (2 * u - 1) * bound)
        }
      }
    }
  }
}
