/// What the names of a graph stand for.
struct NamedValues {
  /// By the number of the name; empty for a graph within another one and for a function, which have
  /// few of the names of their model.
  private var all: [ImportedValue?]
  private var few: [ONNXName: ImportedValue] = [:]

  /// - Parameter nameCount: The names of the model, for its main graph; 0 for any other.
  init(nameCount: Int) { all = [ImportedValue?](repeating: nil, count: nameCount) }

  subscript(name: ONNXName) -> ImportedValue? {
    get { all.isEmpty ? few[name] : all[name.number] }
    set {
      if all.isEmpty { few[name] = newValue } else { all[name.number] = newValue }
    }
  }
}

/// What a file says of the values that nodes of a graph make, which is rarely asked for.
final class ValueHints {
  private let declared: [ONNXValueInfo]
  private lazy var types = Dictionary(declared.map { ($0.id, $0.type) }) {
    first, _ in first
  }

  init(_ declared: [ONNXValueInfo] = []) { self.declared = declared }

  subscript(name: ONNXName) -> ONNXValueType? { types[name] }
}
