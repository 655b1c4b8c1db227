/// What a pickle names, and the calls of its functions.
extension PickleReader {
  mutating func pushGlobal() throws(Stop) {
    let (module, name) = (try line(), try line())
    guard let global = PickleGlobal(module: module, name: name) else {
      throw Stop(.global("\(module).\(name)"))
    }
    push(.global(global))
  }

  /// Pushes the storage that a persistent id names: 'storage', class, key, place, count, and in the
  /// format before PyTorch 1.6 a view, which must be none.
  mutating func pushStorage() throws(Stop) {
    guard case .tuple(let parts) = heap[try pop()], parts.count == 5 || parts.count == 6,
      heap.text(parts[0]) == "storage",
      case .global(.storage(let className, let type)) = heap[parts[1]],
      let key = heap.text(parts[2]), heap.text(parts[3]) != nil,
      let count = heap.integer(parts[4]), count >= 0,
      !key.isEmpty, key.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw Stop(.storageReference) }
    if parts.count == 6 {
      guard case .none = heap[parts[5]] else { throw Stop(.storageView) }
    }
    let storage = PickledStorage(key: key, className: className, type: type, count: count)
    do throws(TensorFlaw) {
      stack.append(try heap.addStorage(storage))
    } catch {
      throw Stop(.tensor(error))
    }
  }

  /// Makes what a function of tensors would.
  mutating func call() throws(Stop) {
    let arguments = try pop()
    guard case .global(let function) = heap[try pop()], let given = heap.elements(arguments) else {
      throw Stop(.call("what is no function"))
    }
    let isTensor = given.first.map { if case .tensor = heap[$0] { true } else { false } } ?? false
    switch (function, given.count) {
    case (.orderedDictionary, 0): stack.append(heap.addDictionary())
    case (.orderedDictionary, 1): try pushDictionary(ofPairs: given[0])
    case (.size, 1):
      guard let sizes = heap.elements(given[0]) else { throw Stop(.call(function.name)) }
      push(.tuple(sizes))
    case (.rebuildTensor, 4), (.rebuildTensorV2, 6...7): try pushTensor(given, function)
    case (.rebuildParameter, 3) where isTensor, (.parameter, 1...2) where isTensor:
      stack.append(given[0])
    default: throw Stop(.call(function.name))
    }
  }

  private mutating func pushTensor(_ parts: [Int], _ function: PickleGlobal) throws(Stop) {
    guard case .storage(let storage) = heap[parts[0]], let offset = heap.integer(parts[1]) else {
      throw Stop(.call(function.name))
    }
    for part in parts[2...3] {
      if let axes = heap.elements(part)?.count, axes > Self.mostAxes {
        throw Stop(.tensor(.axes(axes, strides: axes, limit: Self.mostAxes)))
      }
    }
    guard let sizes = heap.integers(parts[2], limit: Self.mostAxes),
      let strides = heap.integers(parts[3], limit: Self.mostAxes)
    else { throw Stop(.call(function.name)) }
    let tensor = PickledTensor(storage: storage, offset: offset, sizes: sizes, strides: strides)
    stack.append(heap.addTensor(tensor))
  }

  private mutating func pushDictionary(ofPairs list: Int) throws(Stop) {
    let dictionary = heap.addDictionary()
    guard case .dictionary(let number) = heap[dictionary], let pairs = heap.elements(list) else {
      throw Stop(.call(PickleGlobal.orderedDictionary.name))
    }
    try count(pairs.count)
    for pair in pairs {
      guard let pair = heap.elements(pair), pair.count == 2 else { throw Stop(.key) }
      try set(pair, number)
    }
    stack.append(dictionary)
  }

  /// Discards the attributes of a dictionary, which are the versions of modules.
  mutating func build() throws(Stop) {
    let state = try pop()
    guard case .dictionary = heap[state], case .dictionary = heap[try top()] else {
      throw Stop(.target)
    }
  }
}
