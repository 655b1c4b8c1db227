public import RLAAnalysis
import RLAArchitectures
import RLANetworks
public import RLASymbolic

/// A network at one size, and beside it the same network with its free sizes as symbols.
public struct GeneralModel: Sendable {
  /// A symbol and the number that it stands for at the one size.
  public struct FreeSize: Hashable, Sendable {
    public let symbol: Symbol
    public let value: Int
    /// Whether neither the network nor the user says the number.
    public let isAssumed: Bool
  }

  /// Why no size is free.
  public enum Reason: Hashable, Sendable {
    /// The network declares every size as a number.
    case declared
    /// Its shapes do not follow from sizes that are symbols.
    case noGeneralForm
    /// What it computes depends on its sizes, as that of branches does.
    case otherGraph
  }

  public let model: ProfiledModel
  /// In symbols where some are free; else the profile of `model`.
  public let profile: Profile
  /// Every symbol that occurs, in their order.
  public let sizes: [FreeSize]
  /// Nil where some size is free.
  public let reason: Reason?

  /// What a size is that nothing says.
  private static let assumedSize = 32

  /// A network whose sizes are numbers.
  public init(_ model: ProfiledModel, fixedBecause reason: Reason) {
    self.model = model
    profile = model.profile
    sizes = Self.sizes(of: model.profile, knowing: [:])
    self.reason = reason
  }

  private init(_ model: ProfiledModel, general profile: Profile, _ sizes: [FreeSize]) {
    self.model = model
    self.profile = profile
    self.sizes = sizes
    reason = sizes.isEmpty ? .declared : nil
  }

  /// - Parameters:
  ///   - model: The network at one size.
  ///   - profile: The network in symbols, with the same inputs.
  ///   - values: The numbers of symbols that are no sizes of inputs.
  public init(_ model: ProfiledModel, general profile: Profile, knowing values: [Symbol: Int]) {
    guard let bound = Self.sizes(of: profile.shapes, at: model.profile.shapes) else {
      self.init(model, fixedBecause: .otherGraph)
      return
    }
    let sizes = Self.sizes(of: profile, knowing: values.merging(bound) { $1 })
    let bindings = Dictionary(uniqueKeysWithValues: sizes.map { ($0.symbol, $0.value) })
    guard profile.agrees(with: model.profile, at: bindings) else {
      self.init(model, fixedBecause: .otherGraph)
      return
    }
    self.init(model, general: profile, sizes)
  }

  /// The number of a symbol in a form, an assumed one where nothing says it.
  package func size(of symbol: Symbol) -> FreeSize {
    sizes.first { $0.symbol == symbol }
      ?? FreeSize(symbol: symbol, value: Self.assumedSize, isAssumed: true)
  }

  /// The numbers that the sizes of inputs have; nil where an input contradicts another.
  private static func sizes(
    of general: InferredShapes, at shapes: InferredShapes
  ) -> [Symbol: Int]? {
    var values: [Symbol: Int] = [:]
    for index in general.network.inputs.indices {
      let (left, right) = (general.facts[index].shape.dims, shapes.facts[index].shape.dims)
      guard left.count == right.count else { return nil }
      for (size, number) in zip(left, right) {
        guard let symbol = size.symbols.first, size == Dim(symbol), let value = number.value
        else { continue }
        if values[symbol, default: value] != value { return nil }
        values[symbol] = value
      }
    }
    return values
  }

  /// Every symbol in sizes, counts and bytes, with a number for each.
  private static func sizes(of profile: Profile, knowing values: [Symbol: Int]) -> [FreeSize] {
    let unknown = profile.shapes.unknownSizes
    let symbols = profile.inputSymbols.union(unknown.map(\.symbol)).union(values.keys)
    var known = values
    return symbols.sorted().map { symbol in
      if let value = values[symbol] {
        return FreeSize(symbol: symbol, value: value, isAssumed: false)
      }
      let bound = unknown.first { $0.symbol == symbol }?.bound
      let value = bound.flatMap { try? $0.evaluated(at: known) } ?? assumedSize
      known[symbol] = value
      return FreeSize(symbol: symbol, value: value, isAssumed: true)
    }
  }
}

extension Profile {
  /// Whether the network counts the same as another where every symbol has the given value.
  fileprivate func agrees(with other: Profile, at values: [Symbol: Int]) -> Bool {
    let (own, others) = (total.tally.entries, other.total.tally.entries)
    guard network.nodes.count == other.network.nodes.count, own.count == others.count else {
      return false
    }
    func isEqual(_ left: Dim, _ right: Dim) -> Bool {
      guard let left = try? left.evaluated(at: values) else { return false }
      return (try? right.evaluated(at: values)) == left
    }
    let figures: [(Metrics) -> Dim] = [
      \.parameters, \.bytesWritten, \.bytesMoved, \.savedTensorBytes,
    ]
    return figures.allSatisfy { isEqual($0(total), $0(other.total)) }
      && own.allSatisfy { key, entry in
        guard let matching = others[key], matching.calls == entry.calls else { return false }
        return Quantity.allCases.allSatisfy { isEqual(entry.work[$0], matching.work[$0]) }
      }
  }
}
