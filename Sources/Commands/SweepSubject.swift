import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic
import RLAText

/// A network, what it is given in symbols, and what a sweep of it goes over.
struct SweepSubject {
  let named: NamedArchitecture
  let inputs: [Fact]
  private(set) var grid: SweepGrid
  /// What `--at` gives of sizes that no input has: those that only running tells.
  private var pending: [SweptSize] = []

  /// A network of the catalog or of an architecture file.
  init(_ named: NamedArchitecture, inputs: [Fact], _ grid: SweepGrid) {
    self.named = named
    self.inputs = inputs
    self.grid = grid
  }

  /// A network of a file, which has names of its own for sizes.
  ///
  /// - Parameters:
  ///   - named: The network.
  ///   - declared: What its inputs are, with the free sizes as symbols.
  ///   - lists: What other options than `--at` say.
  ///   - sizes: What `--at` says.
  /// - Throws: `CommandFailure` where an option does not apply.
  init(
    _ named: NamedArchitecture, declared: [Fact], _ lists: SweepLists, _ sizes: [SweptSize]
  ) throws(CommandFailure) {
    var lists = lists
    let own = declared.reduce(into: Set<Symbol>()) { $0.formUnion($1.shape.symbols) }
    var swept: [SweepGrid.NamedSize] = []
    for size in sizes {
      let known = own.first { $0.name == size.name }
      if let symbol = known ?? own.first(where: { $0.name.lowercased() == size.name.lowercased() })
      {
        swept.append(SweepGrid.NamedSize(symbol, try size.values()))
      } else if try !lists.take(size) {
        pending.append(size)
      }
    }
    if lists.stateChannels != nil { throw .fixedByFile(named.requested, option: "--rla-channels") }
    if lists.classes != nil { throw .fixedByFile(named.requested, option: "--classes") }
    self.named = named
    var axes = InputAxes(named.architecture, declared, Set(swept.map(\.symbol)))
    let batches = try axes.takeBatch(lists)
    let images = try axes.takeImages(lists)
    inputs = axes.facts
    grid = SweepGrid(
      batches: batches, sizes: images, namedSizes: swept + axes.standardSizes)
    if images == nil, lists.batches == nil, sizes.isEmpty {
      if own.isEmpty { throw named.withoutFreeSizes() }
      let others = inputs.reduce(into: Set()) { $0.formUnion($1.shape.symbols) }
        .subtracting([.batch])
      throw .explanation(
        .sweepWithoutSizes(
          named.architecture.name, free: (others.isEmpty ? own : others).sorted().map(\.name)))
    }
  }

  /// Adds what is left of `--at`, where the costs of the network depend on it.
  mutating func complete(with profile: Profile) throws(CommandFailure) {
    let symbols = ClosedForms.symbols(
      of: [.parameters, .counted(Convention.macs.measures[0]), .activationBytes], in: profile)
    for size in pending {
      guard let symbol = symbols.first(where: { $0.name == size.name }) else {
        if symbols.isEmpty { throw named.withoutFreeSizes(option: "--at") }
        let names = symbols.map(\.name)
        throw .explanation(
          .unknownSize(
            named.architecture.name, size.name,
            names: nearestNames(to: size.name, in: names, count: Self.mostNames)))
      }
      grid.namedSizes.append(SweepGrid.NamedSize(symbol, try size.values()))
    }
    pending = []
  }

  /// How many names a sentence lists at most.
  private static let mostNames = 6
}

/// The sizes of the inputs of a file, some of which become coordinates.
private struct InputAxes {
  let architecture: any Architecture
  let swept: Set<Symbol>
  private(set) var facts: [Fact]
  /// Sizes of images that nothing is said of although the other one is swept by its name.
  private(set) var standardSizes: [SweepGrid.NamedSize] = []

  init(_ architecture: any Architecture, _ facts: [Fact], _ swept: Set<Symbol>) {
    self.architecture = architecture
    self.facts = facts
    self.swept = swept
  }

  private var network: Network { architecture.network }

  /// Makes the axes of samples the symbol N; nil where there are none, or `--at` names them.
  mutating func takeBatch(_ lists: SweepLists) throws(CommandFailure) -> [Int]? {
    var (isTaken, sweptName, fixed) = (false, String?.none, Int?.none)
    for (index, input) in network.inputs.enumerated() {
      guard let axis = input.batchAxis else { continue }
      let size = facts[index].shape.dims[axis]
      if let number = size.value, lists.batches == nil {
        fixed = fixed ?? number
        continue
      }
      guard size.symbols.isDisjoint(with: swept) else {
        sweptName = "\(size)"
        continue
      }
      isTaken = true
      replace(size, at: axis, of: index, with: .batch)
    }
    if isTaken { return lists.batches ?? [1] }
    guard lists.batches != nil else {
      // Sweeps of images have a column for it.
      return network.imageChannels == nil ? nil : fixed.map { [$0] }
    }
    if let sweptName { throw .explanation(.sweptTwice(name: sweptName, option: "--batch")) }
    throw .input(architecture.name, .noBatch)
  }

  /// Makes height and width of images the symbols H and W; nil where there are none, or `--at` names
  /// them.
  mutating func takeImages(_ lists: SweepLists) throws(CommandFailure) -> [NumberList.Size]? {
    guard network.imageChannels != nil else {
      if let option = lists.optionOfImages {
        throw .input(architecture.name, .noImages(option: option))
      }
      return nil
    }
    let standard = architecture.standardInput
    let dims = facts[0].shape.dims
    if lists.optionOfImages == nil, let height = dims[2].value, let width = dims[3].value {
      // What follows may hold for these sizes only.
      return lists.sizes(standard: (height, width))
    }
    let named = [2, 3].filter { !dims[$0].symbols.isDisjoint(with: swept) }
    guard let first = named.first else {
      replace(dims[2], at: 2, of: 0, with: .height)
      replace(facts[0].shape.dims[3], at: 3, of: 0, with: .width)
      return lists.sizes(standard: standard)
    }
    if let option = lists.optionOfImages {
      throw .explanation(.sweptTwice(name: "\(dims[first])", option: option))
    }
    let sides = [(2, standard.height), (3, standard.width)].filter { !named.contains($0.0) }
    for (axis, side) in sides {
      for symbol in dims[axis].symbols {
        standardSizes.append(SweepGrid.NamedSize(symbol, [side]))
      }
    }
    return nil
  }

  /// Puts a symbol in place of a size, and of all others of the same name.
  private mutating func replace(_ size: Dim, at axis: Int, of index: Int, with symbol: Symbol) {
    if let name = size.symbols.first, size == Dim(name) {
      facts = facts.map { $0.substituting([name: Dim(symbol)]) }
    } else {
      facts[index].shape.dims[axis] = Dim(symbol)
    }
  }
}
