import RLAAnalysis
import RLAKernels
import RLANetworks

/// An operator that reads or writes elements or slices at indices, which are its second input.
protocol IndexedExecutable: Executable {
  func places(at site: Site) -> IndexedPlaces

  func step(_ frame: StepFrame, _ places: IndexedPlaces) -> any Step
}

extension IndexedExecutable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    site.storesAllTypes && site.shapes.facts[site.inputs[1]].type.isIndex
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    step(lowering.frame(site, taking: .any, giving: .rowMajor), places(at: site))
  }
}

extension Site {
  /// Whether there is no index, so that the data stays as it is.
  var replacesNothing: Bool { sizes(1).contains(0) || sizes(2).contains(0) }
}

/// What rows of indices choose.
enum IndexedPlaces: Hashable, Sendable {
  /// An element along an axis for each index.
  case elements(axis: Int)
  /// A slice for each row, the first axes in parallel.
  case slices(batchAxes: Int)

  /// The slices that rows of indices choose, beside those of another tensor.
  ///
  /// - Parameters:
  ///   - data: What is indexed.
  ///   - indices: The indices; the last axis of slices is a row.
  ///   - other: A tensor with an element for each index, or a slice for each row.
  /// - Returns: The slices, as kernels read them.
  func slices(of data: Placement, _ indices: Placement, beside other: Placement) -> IndexedSlices {
    switch self {
    case .elements(let axis):
      let rows = indices.sizes.indices.map { place in
        IndexedSlices.RowAxis(
          indices.sizes[place], indices: indices.strides[place],
          data: place == axis ? 0 : data.strides[place], other: other.strides[place])
      }
      return IndexedSlices(
        rows: rows, indexed: [.init(data.sizes[axis], stride: data.strides[axis])], indexStep: 0,
        indices.type.number, slice: ([], [], []))
    case .slices(let batchAxes):
      let outer = indices.rank - 1
      let first = batchAxes + indices.sizes[outer]
      let rows = (0..<outer).map { place in
        IndexedSlices.RowAxis(
          indices.sizes[place], indices: indices.strides[place],
          data: place < batchAxes ? data.strides[place] : 0, other: other.strides[place])
      }
      let indexed = (batchAxes..<first).map {
        IndexedSlices.IndexedAxis(data.sizes[$0], stride: data.strides[$0])
      }
      return IndexedSlices(
        rows: rows, indexed: indexed, indexStep: indices.strides[outer], indices.type.number,
        slice: (
          Array(data.sizes[first...]), Array(data.strides[first...]),
          Array(other.strides[outer...])
        ))
    }
  }
}
