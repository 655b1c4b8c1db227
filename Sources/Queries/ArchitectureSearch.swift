public import RLAArchitectures
public import RLACheckpoints
public import RLANetworks
import RLASymbolic

/// The search for the architecture of the catalog that the tensors of a file belong to.
public struct ArchitectureSearch: Sendable {
  public struct Answer: Sendable {
    public let entry: CatalogEntry
    /// What `--rla-channels` has to say; nil where the name says enough.
    public let stateChannels: Int?
    /// What `--classes` has to say; nil where the usual number fits.
    public let classes: Int?
    public let fit: WeightFit
  }

  /// Networks that the tensors fit, in the order of the catalog.
  public let exact: [Answer]
  /// The network with the fewest differences, where none fits.
  public let nearest: Answer?

  /// - Parameters:
  ///   - tensors: What the file has.
  ///   - entries: The networks to try.
  ///   - hasNamesOnce: Whether the file has a shared tensor under the first of its names alone.
  public init(
    _ tensors: [FileTensor], among entries: [CatalogEntry] = Catalog.entries,
    hasNamesOnce: Bool = false
  ) {
    let found = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    let candidates = Candidate.fitting(found, among: entries, hasNamesOnce: hasNamesOnce)
    exact = candidates.map { $0.answer(tensors) }.filter(\.fit.isExact)
    nearest =
      exact.isEmpty
      ? Self.nearest(
        to: tensors, among: Candidate.near(found, among: entries, hasNamesOnce: hasNamesOnce))
      : nil
  }

  private static func nearest(to tensors: [FileTensor], among candidates: [Candidate]) -> Answer? {
    var nearest: Answer?
    // Names that differ are differences, whatever the sizes are.
    for candidate in candidates.sorted(by: { $0.nameDifferences < $1.nameDifferences }) {
      if let nearest, candidate.nameDifferences >= nearest.fit.differences.count { break }
      let answer = candidate.answer(tensors)
      if answer.fit.differences.count < nearest?.fit.differences.count ?? .max { nearest = answer }
    }
    return nearest
  }
}

/// An entry of the catalog whose names were compared with those of a file.
private struct Candidate {
  let nameDifferences: Int
  /// The share of the names of the smaller side that the other has.
  private let overlap: Double
  private let entry: CatalogEntry
  private let found: [String: [Int]]
  private let hasNamesOnce: Bool

  private static let mostChannels = 4096

  init(_ entry: CatalogEntry, _ found: [String: [Int]], hasNamesOnce: Bool) {
    self.entry = entry
    self.found = found
    self.hasNamesOnce = hasNamesOnce
    // Names depend on no size, and numbers are faster than symbols.
    let tensors = entry.definition.network.stateDictionary
    var (known, missing) = (0, 0)
    for tensor in tensors {
      if found[tensor.name] != nil {
        known += 1
      } else if !tensor.isCounter,
        !hasNamesOnce || tensor.sharedWith.map({ found[$0] == nil }) ?? true
      {
        missing += 1
      }
    }
    nameDifferences = missing + found.count - known
    overlap = Double(known) / Double(max(1, min(tensors.count, found.count)))
  }

  /// The entries that have the names of the file, in their order.
  ///
  /// Building a network takes longer than all else here, so those whose blocks are numbered
  /// otherwise are not built.
  static func fitting(
    _ found: [String: [Int]], among entries: [CatalogEntry], hasNamesOnce: Bool
  ) -> [Candidate] {
    var blocks = NumberedBlocks(found.keys)
    return entries.filter { entry in
      entry.definition.blockNumbers.allSatisfy { blocks.numbers(after: $0) == Set($1) }
    }
    .map { Candidate($0, found, hasNamesOnce: hasNamesOnce) }
    .filter { $0.nameDifferences == 0 }
  }

  /// The entries of the families whose first network has names of the file, as far as any has.
  static func near(
    _ found: [String: [Int]], among entries: [CatalogEntry], hasNamesOnce: Bool
  ) -> [Candidate] {
    var families: [(first: Candidate, others: [CatalogEntry])] = []
    var places: [CatalogEntry.Family: Int] = [:]
    for entry in entries {
      if let place = places[entry.family] {
        families[place].others.append(entry)
      } else {
        places[entry.family] = families.count
        families.append((Candidate(entry, found, hasNamesOnce: hasNamesOnce), []))
      }
    }
    let most = families.map(\.first.overlap).max() ?? 0
    return families.filter { 2 * $0.first.overlap >= most }.flatMap { family in
      [family.first] + family.others.map { Candidate($0, found, hasNamesOnce: hasNamesOnce) }
    }
  }

  /// The tensors with symbols for what can be chosen.
  private var openTensors: [StateEntry] {
    let k: Dim? =
      switch entry.stateChannels {
      case .free, .widening: Dim(.stateChannels)
      case .absent, .fixed: nil
      }
    let architecture = try? entry.architecture(stateChannels: k, classes: Dim(.classes))
    return (architecture ?? entry.definition).network.stateDictionary
  }

  func answer(_ stored: [FileTensor]) -> ArchitectureSearch.Answer {
    let (usual, tensors) = (entry.definition, openTensors)
    let k = solution(for: .stateChannels, in: tensors, usually: usual.stateChannels?.value)
    let classes = solution(for: .classes, in: tensors, usually: usual.classes.value)
    var sizes: [Symbol: Dim] = [:]
    if let k { sizes[.stateChannels] = Dim(k) }
    if let classes { sizes[.classes] = Dim(classes) }
    let bound = tensors.map { entry in
      let weight = entry.weight
      return StateEntry(
        name: entry.name,
        weight: Weight(weight.name, weight.shape.substituting(sizes), weight.role),
        sharedWith: entry.sharedWith)
    }
    return ArchitectureSearch.Answer(
      entry: entry, stateChannels: k == usual.stateChannels?.value ? nil : k,
      classes: classes == usual.classes.value ? nil : classes,
      fit: WeightFit(of: stored, to: bound, hasNamesOnce: hasNamesOnce))
  }

  /// The number with which the first size fits that depends on a symbol alone; the usual one where
  /// several do or none does.
  private func solution(
    for symbol: Symbol, in tensors: [StateEntry], usually usual: Int?
  ) -> Int? {
    for entry in tensors {
      guard let shape = found[entry.name], shape.count == entry.weight.shape.rank else { continue }
      for (size, wanted) in zip(entry.weight.shape.dims, shape) where size.symbols == [symbol] {
        if size == Dim(symbol) { return wanted }
        let numbers = (usual.map { [$0] } ?? []) + Array(1...Self.mostChannels)
        return numbers.first { (try? size.evaluated(at: [symbol: $0])) == wanted } ?? usual
      }
    }
    return usual
  }
}

/// The numbers of blocks in the names of a file.
private struct NumberedBlocks {
  private let names: [String]
  private var known: [String: Set<Int>] = [:]

  init(_ names: some Sequence<String>) { self.names = Array(names) }

  /// The numbers between `prefix` and the next dot.
  mutating func numbers(after prefix: String) -> Set<Int> {
    if let numbers = known[prefix] { return numbers }
    let numbers = Set(
      names.lazy.filter { $0.hasPrefix(prefix) }.compactMap { name in
        Int(name.dropFirst(prefix.count).prefix { $0 != "." })
      })
    known[prefix] = numbers
    return numbers
  }
}
