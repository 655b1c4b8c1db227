extension String {
  /// What follows the last dot of the name of a file, in lower case; nil without a dot.
  package var fileEnding: String? {
    lastIndex(of: ".").map { self[index(after: $0)...].lowercased() }
  }
}
