internal import CRLAGraphviz

/// The functions of the library, which stays open.
struct GraphvizLibrary: @unchecked Sendable {
  let functions: rla_graphviz

  /// - Throws: `RenderFailure.noLibrary` where no library of this name has them all.
  init(_ name: String) throws(RenderFailure) {
    let functions: rla_graphviz? = withUnsafeTemporaryAllocation(
      of: rla_graphviz.self, capacity: 1
    ) { place in
      guard let place = place.baseAddress, rla_graphviz_open(name, place) == 0 else { return nil }
      return place.pointee
    }
    guard let functions else { throw .noLibrary(name) }
    self.functions = functions
  }
}
