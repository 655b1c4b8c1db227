/// Lets Ctrl-C end a measurement in order once there is something to keep.
///
/// Before that it ends the process at once, as it does for every program.
final class KeptRuns {
  private var interruption: Interruption?

  /// Whether the user has pressed Ctrl-C since there is something to keep.
  var isInterrupted: Bool { interruption?.isRequested ?? false }

  /// From now on there is something to keep.
  func keep() {
    if interruption == nil { interruption = Interruption() }
  }
}
