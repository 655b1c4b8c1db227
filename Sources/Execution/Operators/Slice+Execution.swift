import RLANetworks
import RLASymbolic

extension Slice: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes && start.value != nil }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    guard let start = start.value else { return nil }
    let axis = site.axis(axis)
    return source.sliced(axis, from: start, count: site.outputSizes()[axis], step: step)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("A slice is a view of what it cuts.")
  }
}
