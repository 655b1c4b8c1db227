import RLAText

/// Sentences about what the system gives or refuses.
extension Wording {
  static let readerLeft = "The reader of the standard output has left."

  /// Written by a signal handler, so that nothing may be put together.
  package static let memoryRanOut: StaticString =
    "rla-profile: The memory ran out; raise the limit (ulimit -v and -d) or choose smaller sizes.\n"

  package static let ownFault: StaticString =
    "rla-profile: This program has crashed, which is its own fault; please report the command.\n"
}
