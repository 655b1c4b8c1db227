import RLAFiles
import RLANetworks

/// Finds the state_dict in the object of a pickle, and what lies beside it.
struct PickledCheckpoint {
  private let heap: PickleHeap
  private let root: Int
  /// By the number of a storage, the place of its elements in the file.
  private var places: [Range<Int>] = []

  /// The keys under which programs save a state_dict, the usual one first.
  private static let wrappers = [
    "state_dict", "model", "model_state_dict", "state_dict_ema", "model_ema",
  ]
  private static let accuracies = ["best_acc1", "best_acc", "best_prec1"]

  /// - Parameters:
  ///   - heap: The values.
  ///   - root: The object that was saved.
  ///   - place: Where the elements of a storage lie in the file.
  /// - Throws: `CheckpointFailure` where a storage has another length than its elements need.
  init(
    _ heap: PickleHeap, _ root: Int,
    place: (PickledStorage) throws(CheckpointFailure) -> Range<Int>
  ) throws(CheckpointFailure) {
    self.heap = heap
    self.root = root
    for storage in heap.storages {
      let range = try place(storage)
      if let size = storage.type?.bytes, !storage.has(range.count, elementsOf: size) {
        throw CheckpointFailure(
          .tensor(
            .storageSize(storage.key, found: range.count, count: storage.count, size: size)))
      }
      places.append(range)
    }
  }

  /// - Throws: `CheckpointFailure` where there is no state_dict, or a tensor is impossible.
  func content(of file: FileWindow) throws(CheckpointFailure) -> CheckpointContent {
    guard let dictionary = stateDictionary else { throw CheckpointFailure(.noTensors) }
    var content = CheckpointContent()
    for (key, value) in heap.dictionaries[dictionary] {
      guard case .tensor(let number) = heap[value] else {
        content.otherEntries += 1
        continue
      }
      guard let name = heap.text(key) else { throw CheckpointFailure(.tensor(.name)) }
      content.tensors.append(try tensor(number, name))
    }
    for tensor in heap.tensors {
      do throws(TensorFlaw) {
        try tensor.check(storageCount: heap.storages[tensor.storage].count)
      } catch {
        throw CheckpointFailure(.tensor(error))
      }
    }
    content.epoch = heap.member("epoch", of: root).flatMap(heap.integer)
    content.architecture = heap.member("arch", of: root).flatMap(heap.text)
    for key in Self.accuracies where content.bestAccuracy == nil {
      guard let value = heap.member(key, of: root) else { continue }
      content.bestAccuracy = try number(value, in: file)
    }
    content.optimizer = optimizer
    content.momentum = try momentum()
    content.note = heap.member(SavedTraining.noteKey, of: root).flatMap(heap.text)
    return content
  }

  /// The number of the dictionary of tensors: what was saved itself, or what it has under one of the
  /// usual keys.
  private var stateDictionary: Int? {
    guard case .dictionary(let whole) = heap[root] else { return nil }
    for key in Self.wrappers {
      if let value = heap.member(key, of: root), case .dictionary(let inner) = heap[value],
        hasTensors(inner)
      {
        return inner
      }
    }
    return hasTensors(whole) ? whole : nil
  }

  private func hasTensors(_ dictionary: Int) -> Bool {
    heap.dictionaries[dictionary].contains { entry in
      if case .tensor = heap[entry.value] { true } else { false }
    }
  }

  /// A tensor by its number, whose elements must lie within its storage.
  private func tensor(
    _ number: Int, _ name: String
  ) throws(CheckpointFailure) -> CheckpointTensor {
    let tensor = heap.tensors[number]
    let storage = heap.storages[tensor.storage]
    do throws(TensorFlaw) {
      guard let type = storage.type else { throw .type(storage.className) }
      try tensor.check(storageCount: storage.count)
      let isEmpty = tensor.sizes.contains(0)
      let start = places[tensor.storage].lowerBound + (isEmpty ? 0 : tensor.offset * type.bytes)
      return CheckpointTensor(name, type, tensor.sizes, strides: tensor.strides, start: start)
    } catch {
      throw CheckpointFailure(.tensor(error), at: .tensor(name))
    }
  }

  /// A number, or the one element of a tensor.
  private func number(
    _ value: Int, in file: FileWindow
  ) throws(CheckpointFailure) -> Double? {
    switch heap[value] {
    case .integer(let number): return Double(number)
    case .real(let number): return number
    case .tensor(let number):
      let tensor = try tensor(number, "")
      if tensor.stored.count != 1 { return nil }
      let bytes = try file.checked(tensor.range)
      return bytes.withUnsafeBytes { bytes in
        bytes.baseAddress.map { tensor.type.number($0, 0) }
      }
    default: return nil
    }
  }

  // MARK: - Optimizer

  private var optimizer: CheckpointOptimizer? {
    guard let whole = heap.member("optimizer", of: root),
      let groups = heap.member("param_groups", of: whole).flatMap(heap.elements),
      let group = groups.first
    else { return nil }
    func setting(_ name: String) -> Double? {
      guard let value = heap.member(name, of: group) else { return nil }
      if case .real(let number) = heap[value] { return number }
      return heap.integer(value).map(Double.init)
    }
    return CheckpointOptimizer(
      learningRate: setting("lr"), momentum: setting("momentum"),
      weightDecay: setting("weight_decay"), momentumBuffers: momentumBuffers(of: whole))
  }

  /// The momentum of each parameter of the only group, in its order.
  private func momentum() throws(CheckpointFailure) -> [CheckpointTensor?] {
    guard let whole = heap.member("optimizer", of: root),
      let groups = heap.member("param_groups", of: whole).flatMap(heap.elements),
      groups.count == 1, let keys = heap.member("params", of: groups[0]).flatMap(heap.elements),
      let state = heap.member("state", of: whole), case .dictionary(let number) = heap[state]
    else { return [] }
    var states: [Int: Int] = [:]
    for entry in heap.dictionaries[number] {
      if let key = heap.integer(entry.key) { states[key] = entry.value }
    }
    var momentum: [CheckpointTensor?] = []
    // A state that many parameters share is looked at once.
    var known: [Int: CheckpointTensor?] = [:]
    for key in keys {
      guard let state = heap.integer(key).flatMap({ states[$0] }) else {
        momentum.append(nil)
        continue
      }
      let buffer = if let buffer = known[state] { buffer } else { try self.buffer(of: state) }
      known[state] = .some(buffer)
      momentum.append(buffer)
    }
    return momentum
  }

  private func buffer(of state: Int) throws(CheckpointFailure) -> CheckpointTensor? {
    guard let value = heap.member("momentum_buffer", of: state),
      case .tensor(let tensor) = heap[value]
    else { return nil }
    return try self.tensor(tensor, "momentum_buffer")
  }

  private func momentumBuffers(of optimizer: Int) -> Int {
    guard let state = heap.member("state", of: optimizer),
      case .dictionary(let number) = heap[state]
    else { return 0 }
    // Each state has a few entries of its own; one that many parameters share is looked at once.
    var looked: Set<Int> = []
    return heap.dictionaries[number].count { entry in
      guard looked.insert(entry.value).inserted,
        let buffer = heap.member("momentum_buffer", of: entry.value)
      else { return false }
      if case .tensor = heap[buffer] { return true }
      return false
    }
  }
}

extension PickledStorage {
  /// Whether so many bytes are its elements of a size.
  fileprivate func has(_ bytes: Int, elementsOf size: Int) -> Bool {
    bytes.isMultiple(of: size) && bytes / size == count
  }
}
