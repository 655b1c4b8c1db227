import RLAExecution
import RLAText

extension JSONValue {
  /// A time as a number of milliseconds.
  static func milliseconds(_ time: Duration) -> JSONValue { .number(time.milliseconds) }
}
