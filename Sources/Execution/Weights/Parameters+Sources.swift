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
    var writer = writer(of: entry)
    try source.read(entry.request) { writer.write($0.bindMemory(to: Float.self)) }
    if writer.offered != entry.count {
      throw TensorFailure(expected: entry.request, found: .elements(writer.offered))
    }
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
