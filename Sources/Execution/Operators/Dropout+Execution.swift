import Networks
import Operators

/// A plan measures the deterministic network: dropout is another look at its input.
extension Dropout: Executable {
  func runs(at site: Site) -> Bool { true }

  func view(of source: Placement, at site: Site) -> Placement? { source }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ConcatenationStep(frame: lowering.frame(site))
  }
}
