/// What published code does that neither its names nor its paper tell, and that reports point out.
public enum CodeFact: Hashable, Sendable {
  /// A ReLU at the head of a branch works in place, so that the shortcut beside it reads its result.
  case shortcutsReadReLU
  /// Layers are run by their method `forward`, so that no hook on them runs.
  case layersRunWithoutHooks
  /// What attention reads is refreshed by the state of the first image of the batch, for all images.
  case refreshedByFirstImage
  /// Keys and values of several blocks are taken for heads without moving the axis of blocks.
  case headsMixBlocks
  /// Paths are dropped in training at this rate, in percent, whatever the argument says; not here.
  case dropsPaths(percent: Int)
}
