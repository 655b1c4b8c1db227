/// Names of which no two are equal.
package struct UniqueNames {
  private var taken = TextTable()
  /// Names beyond ASCII, of which several spellings in bytes are equal.
  private var spellings: Set<String> = []
  /// By name that was asked for again, the last number that it got.
  private var numbers: [String: Int] = [:]

  package init() {}

  /// Makes room for as many further names of so many bytes together.
  package mutating func reserve(_ count: Int, bytes: Int) { taken.reserve(count, bytes: bytes) }

  /// A name that no one has yet, taken from now on.
  ///
  /// - Parameters:
  ///   - name: The name where it is free.
  ///   - numbered: Else the name with a number, the first of 2, 3, … that is free.
  /// - Returns: The name.
  package mutating func take(_ name: String, numbered: (String, Int) -> String) -> String {
    var candidate = name
    while !isNew(candidate) {
      let number = numbers[name, default: 1] + 1
      numbers[name] = number
      candidate = numbered(name, number)
    }
    return candidate
  }

  private mutating func isNew(_ name: String) -> Bool {
    name.isASCII ? taken.number(of: name).isNew : spellings.insert(name).inserted
  }
}
