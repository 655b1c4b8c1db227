/// Which tensor of a model a stored tensor is.
enum TensorKey: Hashable {
  /// The value of the main graph that has this name.
  case value(ONNXName)
  /// One of another graph, or of no name, by a text that no other tensor has.
  case text(String)
}

/// What is noted of the tensors of a model.
struct TensorTable<Entry> {
  /// By the number of a name of the main graph, up to the last one with an entry.
  private var named: [Entry?] = []
  private var others: [TensorKey: Entry] = [:]
  /// Whether it is for the main graph; any other knows few of the tensors.
  private let isWhole: Bool

  init(isWhole: Bool) { self.isWhole = isWhole }

  subscript(key: TensorKey) -> Entry? {
    get {
      guard isWhole, case .value(let name) = key else { return others[key] }
      return name.number < named.count ? named[name.number] : nil
    }
    set {
      guard isWhole, case .value(let name) = key else {
        others[key] = newValue
        return
      }
      while named.count <= name.number { named.append(nil) }
      named[name.number] = newValue
    }
  }
}
