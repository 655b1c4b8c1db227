/// What published code does that neither its names nor its paper tell, and that reports point out.
public enum CodeFact: Hashable, Sendable {
  /// A ReLU at the head of a branch works in place, so that the shortcut beside it reads its result.
  case shortcutsReadReLU
}
