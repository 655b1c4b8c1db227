import Networks
import Operators
import Symbolic

extension Slice: Executable {
  /// Channels of a map, as they lie.
  func runs(at site: Site) -> Bool {
    axis == 1 && step == 1 && site.rank() == 4 && start.value != nil
  }

  func view(of source: Placement, at site: Site) -> Placement? {
    guard let start = start.value else { return nil }
    return Placement(
      root: source.root, firstChannel: source.firstChannel + start, stride: source.stride)
  }

  /// A part of a concatenation that no memory holds has no place of its own.
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("A slice is a view of what it cuts.")
  }
}
