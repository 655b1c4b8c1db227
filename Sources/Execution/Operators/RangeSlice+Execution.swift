import RLAAnalysis
import RLANetworks
import RLASymbolic

extension RangeSlice: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool {
    site.storesAllTypes && cuts(site.operands)?.allSatisfy { $0.start.value != nil } == true
  }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    let sizes = site.outputSizes()
    return cuts(site.operands)?.reduce(source) { view, cut in
      view.sliced(cut.axis, from: cut.start.value ?? 0, count: sizes[cut.axis], step: cut.step)
    }
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("A slice is a view of what it cuts.")
  }
}
