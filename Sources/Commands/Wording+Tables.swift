/// Sentences about the rows of tables.
extension Wording {
  static func rowsOfLayer(_ path: String, _ option: String) -> String {
    "\(option) is for the rows of a network or of a module, and --layer \(path) runs one layer alone; "
      + "leave one out."
  }

  static func quietRows(_ option: String) -> String {
    "--quiet prints one number, which has no rows; leave out --quiet or \(option)."
  }
}
