import RLAAnalysis
import RLANetworks

extension ScatterND: IndexedExecutable {
  var readsNothing: Bool { true }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    site.replacesNothing ? source : nil
  }

  func isDifferentiable(at site: Site) -> Bool { reduction == .none || reduction == .add }

  func places(at site: Site) -> IndexedPlaces { .slices(batchAxes: 0) }

  func step(_ frame: StepFrame, _ places: IndexedPlaces) -> any Step {
    IndexedScatterStep(frame: frame, places: places, reduction: reduction)
  }
}
