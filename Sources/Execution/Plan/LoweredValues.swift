import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

/// The placements of the values of a network, and of the other forms that steps need of them.
///
/// Other forms are values of their own, numbered after those of the network: copies in another
/// order, and views of the same memory.
struct LoweredValues {
  /// By value: its placement; nil where it is never made.
  private(set) var placements: [Placement?]
  /// By value: the value of the network that it is a form of.
  private(set) var sources: [ValueID]
  /// Whole numbers known before anything runs, by value.
  private(set) var known: [ValueID: [Int]] = [:]
  private let shapes: InferredShapes
  private var joined = JoinedMaps([])
  private var copies: [CopyKey: ValueID] = [:]
  /// Copies that have to run before the next step.
  private var waiting: [(copy: ValueID, original: ValueID)] = []

  private struct CopyKey: Hashable {
    let value: ValueID
    let order: [Int]
  }

  init(_ shapes: InferredShapes) {
    self.shapes = shapes
    placements = Array(repeating: nil, count: shapes.network.valueCount)
    sources = (0..<shapes.network.valueCount).map { ValueID($0) }
  }

  // MARK: - Places

  /// The placement of a value, which a value of known numbers gets here; nil where it is never
  /// made.
  mutating func placement(of value: ValueID) -> Placement? {
    place(known: value)
    return placements[value]
  }

  func placed(_ value: ValueID) -> Placement {
    guard let placement = placements[value] else {
      preconditionFailure("Every value that is read has been placed.")
    }
    return placement
  }

  mutating func place(_ value: ValueID, as view: Placement) { placements[value] = view }

  /// Images and volumes are channels last, everything else is row-major.
  mutating func placeInput(_ value: ValueID) {
    let isMap = shapes.facts[value].type == .float32 && shapes[value].rank >= 4
    place(value, isMap ? .channelsLast : .rowMajor)
  }

  /// Places the value like an input, unless its whole numbers are known.
  mutating func placeConstant(_ value: ValueID) {
    place(known: value)
    if placements[value] == nil { placeInput(value) }
  }

  /// Allocates a value whose whole numbers are known, once a step reads it.
  mutating func place(known value: ValueID) {
    guard value.index < shapes.facts.count, placements[value] == nil,
      let numbers = shapes.facts[value].integers
    else { return }
    known[value] = numbers
    place(value, .rowMajor)
  }

  private mutating func place(_ value: ValueID, _ arrangement: Arrangement) {
    if let home = home(of: value), arrangement.fits(home) {
      settle(value, in: home)
      return
    }
    let fact = shapes.facts[value]
    let sizes = fact.shape.values ?? []
    placements[value] = Placement(
      value, fact.type, sizes, order: arrangement.order(rank: sizes.count))
  }

  // MARK: - Joined maps

  /// Keeps places for the parts of concatenations along channels.
  mutating func join(_ joints: [Site]) { joined = JoinedMaps(joints) }

  /// The place of a value within the whole that it becomes a part of; nil where it has none.
  private func home(of value: ValueID) -> Placement? {
    guard let home = joined.homes[value], let sizes = shapes[home.whole].values else { return nil }
    let whole = Placement(
      home.whole, shapes.facts[home.whole].type, sizes,
      order: Arrangement.channelsLast.order(rank: sizes.count))
    return whole.sliced(1, from: home.first, count: home.count)
  }

  private mutating func settle(_ value: ValueID, in home: Placement) {
    placements[value] = home
    guard home.root != value, placements[home.root] == nil, let sizes = shapes[home.root].values
    else { return }
    placements[home.root] = Placement(home.root, home.type, sizes, order: home.order)
  }

  /// Whether some part of the memory in which a value has its place is made.
  func isBegun(_ value: ValueID) -> Bool {
    joined.homes[value].map { placements[$0.whole] != nil } ?? false
  }

  /// Places a concatenation whose parts are all made where they belong; false where some are not.
  mutating func isJoined(_ value: ValueID, of parts: [ValueID]) -> Bool {
    guard let home = home(of: value) else { return false }
    var next = 0
    for part in parts {
      guard let placement = placements[part] else { return false }
      let count = placement.sizes[1]
      if placement != home.sliced(1, from: next, count: count) { return false }
      next += count
    }
    settle(value, in: home)
    return true
  }

  /// Another form of a value.
  private mutating func form(of value: ValueID, _ make: (ValueID) -> Placement) -> ValueID {
    let id = ValueID(placements.count)
    placements.append(make(id))
    sources.append(sources[value])
    return id
  }

  // MARK: - Arrangements

  /// A frame whose values are arranged as its step needs them.
  mutating func arranged(_ frame: StepFrame) -> StepFrame {
    var frame = frame
    if frame.taking == .alike {
      arrangeAlike(&frame)
      return frame
    }
    frame.inputs = frame.inputs.enumerated().map { position, input in
      arranged(input, frame.exceptions[position] ?? frame.taking)
    }
    frame.outputs = frame.outputs.map { output in
      place(output, frame.giving)
      return look(at: output, frame.giving)
    }
    return frame
  }

  /// A value, or a copy of it, in an arrangement.
  private mutating func arranged(_ value: ValueID, _ arrangement: Arrangement) -> ValueID {
    place(known: value)
    let placement = placed(value)
    if arrangement.fits(placement) { return look(at: value, arrangement) }
    return look(at: copy(value, order: arrangement.order(rank: placement.rank)), arrangement)
  }

  private mutating func look(at value: ValueID, _ arrangement: Arrangement) -> ValueID {
    guard let matrix = arrangement.matrix(placed(value)) else { return value }
    return form(of: value) { _ in matrix }
  }

  private mutating func copy(_ value: ValueID, order: [Int]) -> ValueID {
    let key = CopyKey(value: value, order: order)
    if let copy = copies[key] { return copy }
    let placement = placed(value)
    let copy = form(of: value) {
      Placement($0, placement.type, placement.sizes, order: order)
    }
    copies[key] = copy
    waiting.append((copy, value))
    return copy
  }

  /// All operands as matrices of the same rows and columns, copied into one order where no view
  /// does.
  private mutating func arrangeAlike(_ frame: inout StepFrame) {
    for input in frame.inputs { place(known: input) }
    let order = placed(frame.inputs[0]).order
    let fact = shapes.facts[frame.output]
    var output = Placement(frame.output, fact.type, fact.shape.values ?? [], order: order)
    if let home = home(of: frame.output), home.order == order { output = home }
    settle(frame.output, in: output)
    if matrices(frame, output) == nil {
      frame.inputs = frame.inputs.map { input in
        placed(input).strides == output.strides ? input : copy(input, order: order)
      }
    }
    guard let views = matrices(frame, output) else {
      preconditionFailure("Dense tensors in one order are matrices of one row.")
    }
    frame.inputs = zip(frame.inputs, views.dropFirst()).map { input, view in
      form(of: input) { _ in view }
    }
    frame.outputs = [form(of: frame.output) { _ in views[0] }]
  }

  /// The result, then the inputs, as matrices; nil where they are not.
  private func matrices(_ frame: StepFrame, _ output: Placement) -> [Placement]? {
    let all = [output] + frame.inputs.map(placed)
    let walk = StridedWalk(sizes: output.sizes, strides: all.map(\.strides))
    let columns = walk.columns.size
    guard walk.isMatrix, walk.rows.size == 1 || walk.rows.strides.allSatisfy({ $0 >= columns })
    else { return nil }
    return zip(all, walk.rows.strides).map {
      $0.seen(asRows: walk.rows.size, apart: $1, columns: columns)
    }
  }

  /// The steps that make the copies requested since the last call.
  mutating func takeCopies(trains: Bool) -> [any Step] {
    defer { waiting = [] }
    return waiting.map { copy, original in
      let node = shapes.network.producer(of: sources[original]) ?? 0
      var step = CopyStep(
        frame: StepFrame(
          nodes: [node], inputs: [original], outputs: [copy], taking: .any, giving: .any,
          trains: trains), algorithm: "change of layout")
      step.settle(self)
      return step
    }
  }
}
