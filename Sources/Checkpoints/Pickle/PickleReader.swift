import RLAFiles

/// Reads a pickle of tensors: interprets the instructions that `torch.save` writes, and no others.
///
/// No name is looked up and nothing is called. A global is a case of `PickleGlobal`, and a call of
/// one of its functions makes a value of the heap.
struct PickleReader {
  private(set) var cursor: ByteCursor
  var heap = PickleHeap()
  var stack: [Int] = []
  /// How high the stack was at each mark.
  private var marks: [Int] = []
  private var memo: [UInt32: Int] = [:]
  private var steps = 0
  /// The offset of the instruction, for failures.
  private var start = 0

  /// Instructions that are carried out; a tensor with its optimizer state takes about fifty.
  static let mostSteps = 1 << 21
  /// The longest pickle, in bytes.
  static let mostBytes = 64 << 20
  /// The most axes of a tensor.
  static let mostAxes = 8
  private static let longestName = 1024

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  /// Carries out all instructions.
  ///
  /// - Returns: The number of the value on top at the end.
  /// - Throws: `CheckpointFailure` at the first instruction that is not allowed.
  mutating func read() throws(CheckpointFailure) -> Int {
    do throws(Stop) {
      while true {
        start = cursor.position
        if let result = try step() { return result }
      }
    } catch {
      throw CheckpointFailure(error.reason, at: .byte(start))
    }
  }

  /// What ends the reading.
  struct Stop: Error {
    let reason: CheckpointFailure.Reason

    init(_ flaw: PickleFlaw) { reason = .pickle(flaw) }
    init(_ reason: CheckpointFailure.Reason) { self.reason = reason }
  }

  /// Carries out an instruction; returns the result at the last one.
  private mutating func step() throws(Stop) -> Int? {
    try count(1)
    let opcode = try byte()
    switch opcode {
    case 0x80: try readProtocol()
    case 0x2e: return try pop()
    case 0x28: marks.append(stack.count)
    case 0x63: try pushGlobal()
    case 0x51: try pushStorage()
    case 0x52, 0x81: try call()
    case 0x62: try build()
    case 0x61: try append([pop()])
    case 0x65: try append(popToMark())
    case 0x73: try setPair()
    case 0x75: try set(popToMark())
    case 0x71: try remember(UInt32(byte()))
    case 0x72: try remember(number(UInt32.self))
    case 0x68: try recall(UInt32(byte()))
    case 0x6a: try recall(number(UInt32.self))
    case 0x29, 0x85, 0x86, 0x87, 0x74: try pushTuple(opcode)
    case 0x5d: stack.append(heap.addList())
    case 0x7d: stack.append(heap.addDictionary())
    default: try pushConstant(opcode)
    }
    return nil
  }

  /// Pushes a value that an instruction states.
  private mutating func pushConstant(_ opcode: UInt8) throws(Stop) {
    switch opcode {
    case 0x4e: push(.none)
    case 0x88: push(.bool(true))
    case 0x89: push(.bool(false))
    case 0x4b: push(.integer(Int(try byte())))
    case 0x4d: push(.integer(Int(try number(UInt16.self))))
    case 0x4a: push(.integer(Int(try number(Int32.self))))
    case 0x8a: push(.integer(try longNumber()))
    case 0x47: push(.real(Double(bitPattern: try number(UInt64.self).byteSwapped)))
    case 0x55: push(.text(try text(Int(byte()))))
    case 0x58: push(.text(try text(Int(number(UInt32.self)))))
    default: throw Stop(.opcode(opcode))
    }
  }

  /// Counts work, so that no file takes long.
  mutating func count(_ more: Int) throws(Stop) {
    steps += more
    if steps > Self.mostSteps { throw Stop(.tooManySteps(limit: Self.mostSteps)) }
  }

  // MARK: - Arguments

  private mutating func byte() throws(Stop) -> UInt8 { try number(UInt8.self) }

  private mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(Stop) -> Number {
    try reading { cursor throws(FileFailure) in try cursor.number(type) }
  }

  private mutating func reading<Result>(
    _ body: (inout ByteCursor) throws(FileFailure) -> Result
  ) throws(Stop) -> Result {
    do throws(FileFailure) {
      return try body(&cursor)
    } catch {
      throw Stop(.file(error))
    }
  }

  private mutating func text(_ length: Int) throws(Stop) -> String {
    let text = try reading { cursor throws(FileFailure) in try cursor.text(length) }
    guard let text else { throw Stop(.text) }
    return text
  }

  mutating func line() throws(Stop) -> String {
    let line = try reading { cursor throws(FileFailure) in
      try cursor.line(limit: Self.longestName)
    }
    guard let line else { throw Stop(.text) }
    return line
  }

  private mutating func readProtocol() throws(Stop) {
    let version = try byte()
    if version != 2 { throw Stop(.protocolVersion(Int(version))) }
  }

  /// A number in two's complement of at most 64 bits.
  private mutating func longNumber() throws(Stop) -> Int {
    let length = Int(try byte())
    if length > 8 { throw Stop(.longNumber) }
    let bytes = try reading { cursor throws(FileFailure) in try cursor.bytes(length) }
    guard let last = bytes.last else { return 0 }
    let sign = last >= 0x80 ? -1 : 0
    return bytes.reversed().reduce(sign) { $0 << 8 | Int($1) }
  }

  // MARK: - Stack

  mutating func push(_ value: PickleValue) { stack.append(heap.add(value)) }

  /// Takes the value on top, which lies above the last mark.
  mutating func pop() throws(Stop) -> Int {
    guard stack.count > marks.last ?? 0, let top = stack.popLast() else { throw Stop(.underflow) }
    return top
  }

  private mutating func popToMark() throws(Stop) -> [Int] {
    guard let height = marks.popLast() else { throw Stop(.underflow) }
    defer { stack.removeSubrange(height...) }
    return Array(stack[height...])
  }

  /// The value on top, which stays.
  func top() throws(Stop) -> Int {
    guard stack.count > marks.last ?? 0, let top = stack.last else { throw Stop(.underflow) }
    return top
  }

  private mutating func remember(_ slot: UInt32) throws(Stop) { memo[slot] = try top() }

  private mutating func recall(_ slot: UInt32) throws(Stop) {
    guard let value = memo[slot] else { throw Stop(.memo(Int(slot))) }
    stack.append(value)
  }

  // MARK: - Containers

  private mutating func pushTuple(_ opcode: UInt8) throws(Stop) {
    if opcode == 0x74 { return push(.tuple(try popToMark())) }
    var elements: [Int] = []
    for _ in 0..<(opcode == 0x29 ? 0 : Int(opcode - 0x84)) { elements.append(try pop()) }
    push(.tuple(elements.reversed()))
  }

  private mutating func append(_ elements: [Int]) throws(Stop) {
    guard case .list(let list) = heap[try top()] else { throw Stop(.target) }
    heap.append(elements, toList: list)
  }

  private mutating func setPair() throws(Stop) {
    let value = try pop()
    try set([try pop(), value])
  }

  /// Puts keys and values, one after the other, into the dictionary on top.
  private mutating func set(_ elements: [Int]) throws(Stop) {
    guard case .dictionary(let dictionary) = heap[try top()] else { throw Stop(.target) }
    try set(elements, dictionary)
  }

  mutating func set(_ elements: [Int], _ dictionary: Int) throws(Stop) {
    guard elements.count.isMultiple(of: 2) else { throw Stop(.key) }
    for place in stride(from: 0, to: elements.count, by: 2) {
      switch heap[elements[place]] {
      case .none, .bool, .integer, .real, .text: break
      default: throw Stop(.key)
      }
      heap.append(key: elements[place], value: elements[place + 1], toDictionary: dictionary)
    }
  }
}
