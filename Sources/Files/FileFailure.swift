/// What keeps the bytes of a file from being read.
public enum FileFailure: Error, Hashable, Sendable {
  /// The system refused, with its number for the error.
  case system(code: Int32)
  /// It cannot be read at arbitrary places, as a pipe cannot.
  case notAFile
  /// The file ends here, and more was expected.
  case end(offset: Int)
}
