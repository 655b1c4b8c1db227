import RLAKernels
public import RLANetworks

extension Parameters {
  /// Loads every tensor from a source, by its name.
  ///
  /// A session that runs with these weights has to be told with `Session.weightsChanged()`.
  ///
  /// - Throws: `TensorFailure` at the first tensor that the source lacks, has in another shape or
  ///   has incompletely; earlier tensors already have their new values.
  public func load(from source: some TensorSource) throws(TensorFailure) {
    for entry in entries { try load(entry, from: source) }
  }

  /// Loads the tensors that a source has, and sets the others to their `SyntheticWeights`.
  ///
  /// - Parameters:
  ///   - source: Where they come from.
  ///   - threads: How many threads read tensors at once, where the source allows it.
  /// - Throws: `TensorFailure` for a tensor that the source has in another shape or incompletely;
  ///   others may already have their new values.
  public func load(
    available source: some TensorSource, threads: Int = 1
  ) throws(TensorFailure) {
    var names: Set<String> = []
    let shared = threads > 1 ? entries.filter { source.canBeReadAtOnce($0.request) } : []
    // A source that allows one thread only, or a system that refuses more, takes longer.
    if !shared.isEmpty, let pool = try? WorkerPool(threads: threads) {
      try load(shared, from: source, on: pool)
      names = Set(shared.map(\.name))
    }
    for entry in entries where !names.contains(entry.name) {
      try load(available: entry, from: source)
    }
  }

  private func load(
    _ entries: [Entry], from source: some TensorSource, on pool: WorkerPool
  ) throws(TensorFailure) {
    var failures = [TensorFailure?](repeating: nil, count: entries.count)
    failures.withUnsafeMutableBufferPointer { failures in
      pool.run(entries.count) { number, _ in
        do throws(TensorFailure) {
          try load(available: entries[number], from: source)
        } catch {
          failures[number] = error
        }
      }
    }
    if let first = failures.lazy.compactMap(\.self).first { throw first }
  }

  private func load(
    available entry: Entry, from source: some TensorSource
  ) throws(TensorFailure) {
    do throws(TensorFailure) {
      try load(entry, from: source)
    } catch {
      guard error.found == .nothing else { throw error }
      fillWithSyntheticWeights(entry)
    }
  }

  private func load(
    _ entry: Entry, from source: some TensorSource
  ) throws(TensorFailure) {
    if entry.layout.pieceCount(of: entry.count) <= Self.pieceLimit {
      let memory = UnsafeMutableRawBufferPointer(
        start: valuePointer(entry), count: entry.request.byteCount)
      try source.read(entry.request, into: memory)
      return entry.layout.arrange(memory.assumingMemoryBound(to: Float.self))
    }
    var writer = writer(of: entry)
    try source.read(entry.request) { writer.write($0.bindMemory(to: Float.self)) }
    if writer.offered != entry.count {
      throw TensorFailure(expected: entry.request, found: .elements(writer.offered))
    }
  }

  /// The most elements that are in memory twice while they are loaded.
  private static let pieceLimit = 4 << 20

  /// Sets every tensor to its `SyntheticWeights`.
  public func fillWithSyntheticWeights() { entries.forEach(fillWithSyntheticWeights) }

  private func fillWithSyntheticWeights(_ entry: Entry) {
    var writer = writer(of: entry)
    SyntheticWeights.fill(entry.pathRequest) { writer.write($0) }
  }

  func writer(of entry: Entry) -> TensorWriter {
    TensorWriter(valuePointer(entry), entry.layout, count: entry.count)
  }
}
