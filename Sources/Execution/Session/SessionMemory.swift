import RLAKernels
import RLANetworks

/// The arena of a session with every buffer of its plan at its place.
final class SessionMemory: @unchecked Sendable {
  let parameters: Parameters
  let pool: WorkerPool
  let saved: [UnsafeMutablePointer<Float>]
  /// Packed weights by step and part.
  let packed: [[UnsafeMutablePointer<Float>]]
  private let arenaBuffer: ValueBuffer
  private let arena: UnsafeMutableRawPointer
  private let packedArena: ValueBuffer
  private let values: Bindings
  private let gradients: Bindings
  private let scratch: (base: UnsafeMutablePointer<Float>, count: Int)
  /// Bytes of the arena, gaps of a watched build aside.
  let arenaBytes: Int
  private var guardedArena: GuardedArena?
  /// The first step of this pass that found another number of elements than it has room for, and how
  /// many it found.
  var miscount: (step: Int, found: Int)?
  /// What the random numbers of a pass follow from.
  var randomSeed: UInt64 = 0

  /// The memory of values or of their gradients, those that are maps of 32-bit numbers also as
  /// maps.
  private struct Bindings {
    var tensors: [TensorView?]
    var maps: [FeatureMap?]

    init(_ count: Int) {
      tensors = Array(repeating: nil, count: count)
      maps = Array(repeating: nil, count: count)
    }

    /// Binds a value and all its views.
    mutating func bind(
      _ views: [Int], _ plan: ExecutionPlan, _ root: UnsafeMutableRawPointer
    ) {
      for id in views {
        if let placement = plan.placements[id] { bind(id, placement, root) }
      }
    }

    private mutating func bind(_ id: Int, _ placement: Placement, _ root: UnsafeMutableRawPointer) {
      let base = root + placement.offset * placement.type.bytes
      tensors[id] = TensorView(base, sizes: placement.sizes, strides: placement.strides)
      guard placement.type == .float32, let size = MapSize(placement.sizes),
        let matrix = placement.matrix(innermost: 1)
      else { return }
      maps[id] = FeatureMap(
        base.assumingMemoryBound(to: Float.self), batch: size.batch, depth: size.depth,
        height: size.height, width: size.width, channels: size.channels,
        stride: matrix.strides[0])
    }
  }

  init(
    _ plan: ExecutionPlan, _ parameters: Parameters, on pool: WorkerPool
  ) throws(ResourceFailure) {
    self.parameters = parameters
    self.pool = pool
    let layout =
      MemoryGuard.isWatched
      ? MemoryPlanner(plan.layout.buffers, gap: MemoryGuard.gap) : plan.layout
    let buffer = try ValueBuffer(layout.bytes / MemoryLayout<Float>.stride, .now(pool))
    arenaBuffer = buffer
    arena = UnsafeMutableRawPointer(buffer.base)
    if MemoryGuard.isWatched {
      guardedArena = GuardedArena(
        arena, bytes: layout.bytes,
        layout.buffers.map { GuardedArena.Block($0.place, lifetime: $0.lifetime) })
    }
    arenaBytes = plan.layout.bytes
    let packedArena = try ValueBuffer(plan.packed.count, .whenWritten)
    self.packedArena = packedArena
    packed = plan.packed.offsets.map { $0.map { packedArena.base + $0 } }
    let places = Places(plan, layout, arena)
    values = places.values
    gradients = places.gradients
    saved = places.saved
    scratch = places.scratch
    for (value, numbers) in plan.known { write(numbers, to: value, of: plan) }
  }

  deinit { guardedArena?.open() }

  /// All addresses, computed once.
  private struct Places {
    var values: Bindings
    var gradients: Bindings
    var saved: [UnsafeMutablePointer<Float>]
    var scratch: (base: UnsafeMutablePointer<Float>, count: Int)

    init(_ plan: ExecutionPlan, _ layout: MemoryPlanner, _ arena: UnsafeMutableRawPointer) {
      let begin = arena.assumingMemoryBound(to: Float.self)
      saved = Array(repeating: begin, count: plan.steps.count)
      scratch = (begin, 0)
      values = Bindings(plan.placements.count)
      gradients = values
      // By value, the values in its memory, itself included.
      var views = [[Int]](repeating: [], count: plan.placements.count)
      for (id, placement) in plan.placements.enumerated() {
        if let placement { views[placement.root].append(id) }
      }
      // Those whose gradients are in one place.
      var roots: [ValueID: [ValueID]] = [:]
      for (root, place) in plan.replaced { roots[place, default: []].append(root) }
      for buffer in layout.buffers {
        let base = arena + buffer.offset
        let floats = base.assumingMemoryBound(to: Float.self)
        switch buffer.content {
        case .saved(let step): saved[step] = floats
        case .scratch: scratch = (floats, buffer.bytes / MemoryLayout<Float>.stride)
        case .value(let root): values.bind(views[root], plan, base)
        case .gradient(let root):
          for some in [root] + (roots[root] ?? []) { gradients.bind(views[some], plan, base) }
        }
      }
      // What has no elements has no buffer, and nothing is read there.
      for (id, placement) in plan.placements.enumerated() where placement?.count == 0 {
        values.bind([id], plan, arena)
      }
    }
  }

  private func write(_ numbers: [Int], to value: ValueID, of plan: ExecutionPlan) {
    guard let placement = plan.placements[value], placement.count > 0 else { return }
    let base = tensor(value).base
    for (index, number) in numbers.enumerated() { placement.type.store(number, base, index) }
  }

  /// Reads the tensors that no layer owns into row-major or, for maps, channels-last memory, unless the
  /// network knows their only number.
  func fillConstants(
    of plan: ExecutionPlan, from source: some TensorSource
  ) throws(TensorFailure) {
    for (value, origin) in plan.network.origins.enumerated() {
      guard case .constant(let index) = origin, plan.known[ValueID(value)] == nil,
        let placement = plan.placements[value],
        let request = TensorRequest(plan.network.constants[index]), request.count > 0
      else { continue }
      let rows = UnsafeMutableRawBufferPointer.allocate(byteCount: request.byteCount, alignment: 64)
      defer { rows.deallocate() }
      let constant = plan.network.constants[index]
      if let number = constant.number, constant.role == nil, request.type == .float32 {
        rows.storeBytes(of: Float(number), as: Float.self)
      } else {
        try source.read(request, into: rows)
      }
      guard let base = rows.baseAddress else { continue }
      tensor(ValueID(value)).copy(from: base, width: placement.type.bytes, on: pool)
    }
  }

  /// Tells a watched build which moment of the plan begins; see `BufferList`.
  func begin(moment: Int) { guardedArena?.begin(moment: moment) }

  var workspace: Workspace { Workspace(scratch.base, count: scratch.count) }

  func value(_ id: ValueID) -> FeatureMap {
    guard let map = values.maps[id] else { preconditionFailure("The plan has no map \(id).") }
    return map
  }

  func gradient(_ id: ValueID) -> FeatureMap {
    guard let map = gradients.maps[id] else {
      preconditionFailure("The plan has no gradient map \(id).")
    }
    return map
  }

  func tensor(_ id: ValueID) -> TensorView {
    guard let view = values.tensors[id] else {
      preconditionFailure("The plan stores no value \(id).")
    }
    return view
  }

  func hasGradient(_ id: ValueID) -> Bool { gradients.tensors[id] != nil }

  func gradientTensor(_ id: ValueID) -> TensorView {
    guard let view = gradients.tensors[id] else {
      preconditionFailure("The plan has no gradient \(id).")
    }
    return view
  }
}
