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
  /// - Throws: `TensorFailure` at the first tensor that the source has in another shape or
  ///   incompletely.
  public func load(available source: some TensorSource) throws(TensorFailure) {
    for entry in entries {
      do throws(TensorFailure) {
        try load(entry, from: source)
      } catch {
        guard error.found == .nothing else { throw error }
        fillWithSyntheticWeights(entry)
      }
    }
  }

  private func load(
    _ entry: Entry, from source: some TensorSource
  ) throws(TensorFailure) {
    if entry.layout == .plain {
      let memory = UnsafeMutableRawBufferPointer(
        start: valuePointer(entry), count: entry.request.byteCount)
      return try source.read(entry.request, into: memory)
    }
    if entry.count <= Self.wholeCount { return try loadWhole(entry, from: source) }
    var writer = writer(of: entry)
    try source.read(entry.request) { writer.write($0.bindMemory(to: Float.self)) }
    if writer.offered != entry.count {
      throw TensorFailure(expected: entry.request, found: .elements(writer.offered))
    }
  }

  /// The most elements that are in memory twice while they are loaded.
  private static let wholeCount = 4 << 20

  private func loadWhole(_ entry: Entry, from source: some TensorSource) throws(TensorFailure) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: entry.request.byteCount, alignment: 64)
    defer { memory.deallocate() }
    try source.read(entry.request, into: memory)
    let elements = memory.bindMemory(to: Float.self)
    entry.layout.write(UnsafeBufferPointer(elements), to: valuePointer(entry))
  }

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
