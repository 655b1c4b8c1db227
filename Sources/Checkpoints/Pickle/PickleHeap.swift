import RLANetworks

/// A value of a pickle.
///
/// Others are named by their numbers, so that a value that holds itself, or one that holds another a
/// thousand times, takes no more memory than what was read.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case text(String)
  case tuple([Int])
  /// By its number among the lists.
  case list(Int)
  /// By its number among the dictionaries.
  case dictionary(Int)
  case global(PickleGlobal)
  /// By its number among the storages.
  case storage(Int)
  /// By its number among the tensors.
  case tensor(Int)
}

/// What `torch.save` says of the memory of tensors.
struct PickledStorage: Hashable {
  let key: String
  /// The class of the storage, for messages.
  let className: String
  /// Nil for elements that are not read.
  let type: ElementType?
  let count: Int
}

/// What `torch.save` says of a tensor; not checked yet.
struct PickledTensor: Hashable {
  /// By its number.
  let storage: Int
  /// In elements, as strides are.
  let offset: Int
  let sizes: [Int]
  let strides: [Int]
}

/// All values of a pickle by number; releasing them never recurses.
struct PickleHeap {
  private(set) var values: [PickleValue] = []
  private(set) var lists: [[Int]] = []
  private(set) var dictionaries: [[(key: Int, value: Int)]] = []
  private(set) var storages: [PickledStorage] = []
  private(set) var tensors: [PickledTensor] = []
  private var storageNumbers: [String: Int] = [:]

  subscript(value: Int) -> PickleValue { values[value] }

  mutating func add(_ value: PickleValue) -> Int {
    values.append(value)
    return values.count - 1
  }

  mutating func addList() -> Int {
    lists.append([])
    return add(.list(lists.count - 1))
  }

  mutating func addDictionary() -> Int {
    dictionaries.append([])
    return add(.dictionary(dictionaries.count - 1))
  }

  mutating func addTensor(_ tensor: PickledTensor) -> Int {
    tensors.append(tensor)
    return add(.tensor(tensors.count - 1))
  }

  /// - Throws: `TensorFlaw` where the key already stands for another storage.
  mutating func addStorage(_ storage: PickledStorage) throws(TensorFlaw) -> Int {
    if let known = storageNumbers[storage.key] {
      if storages[known] != storage { throw .storageTypes(storage.key) }
      return add(.storage(known))
    }
    storageNumbers[storage.key] = storages.count
    storages.append(storage)
    return add(.storage(storages.count - 1))
  }

  mutating func append(_ elements: some Sequence<Int>, toList list: Int) {
    lists[list].append(contentsOf: elements)
  }

  mutating func append(key: Int, value: Int, toDictionary dictionary: Int) {
    dictionaries[dictionary].append((key, value))
  }

  func text(_ value: Int) -> String? {
    if case .text(let text) = values[value] { return text }
    return nil
  }

  func integer(_ value: Int) -> Int? {
    if case .integer(let number) = values[value] { return number }
    return nil
  }

  /// The numbers of a tuple or list of at most `limit` whole numbers.
  func integers(_ value: Int, limit: Int) -> [Int]? {
    guard let elements = elements(value), elements.count <= limit else { return nil }
    var numbers: [Int] = []
    for element in elements {
      guard let number = integer(element) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The values in a tuple or list.
  func elements(_ value: Int) -> [Int]? {
    switch values[value] {
    case .tuple(let elements): elements
    case .list(let number): lists[number]
    default: nil
    }
  }

  /// What a dictionary has under a text.
  func member(_ key: String, of dictionary: Int) -> Int? {
    guard case .dictionary(let number) = values[dictionary] else { return nil }
    return dictionaries[number].last { text($0.key) == key }?.value
  }
}
