import RLAAnalysis
import RLANetworks

extension GatherND: IndexedExecutable {
  func places(at site: Site) -> IndexedPlaces { .slices(batchAxes: batchAxes) }

  func step(_ frame: StepFrame, _ places: IndexedPlaces) -> any Step {
    IndexedGatherStep(frame: frame, places: places)
  }
}
