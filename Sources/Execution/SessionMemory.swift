import Kernels
import Networks

/// The arena of a session with every buffer of its plan at its place.
final class SessionMemory: @unchecked Sendable {
  let parameters: Parameters
  let pool: WorkerPool
  private(set) var saved: [UnsafeMutablePointer<Float>]
  let derived: [UnsafeMutablePointer<Float>]
  private let arena: UnsafeMutablePointer<Float>
  private let derivedArena: UnsafeMutablePointer<Float>
  private var values: [FeatureMap?]
  private var gradients: [FeatureMap?]
  private var scratch: (base: UnsafeMutablePointer<Float>, count: Int)
  /// Bytes of the arena, as allocated.
  let arenaBytes: Int

  init(_ plan: ExecutionPlan, _ parameters: Parameters, on pool: WorkerPool) {
    self.parameters = parameters
    self.pool = pool
    arena = allocateValues(plan.layout.count)
    arenaBytes = plan.layout.count * MemoryLayout<Float>.stride
    let derivedArena = allocateValues(plan.prepared.count)
    self.derivedArena = derivedArena
    derived = plan.prepared.offsets.map { derivedArena + $0 }
    saved = Array(repeating: arena, count: plan.steps.count)
    scratch = (arena, 0)
    values = Array(repeating: nil, count: plan.placements.count)
    gradients = values
    // By value, those that lie in its memory, itself among them.
    var views = [[Int]](repeating: [], count: plan.placements.count)
    for (id, placement) in plan.placements.enumerated() {
      if let placement { views[placement.root].append(id) }
    }
    for buffer in plan.layout.buffers {
      let base = arena + buffer.offset
      switch buffer.content {
      case .saved(let step): saved[step] = base
      case .scratch: scratch = (base, buffer.count)
      case .value(let root): bind(plan, root, views, base, \.values)
      case .gradient(let root): bind(plan, root, views, base, \.gradients)
      }
    }
  }

  deinit {
    arena.deallocate()
    derivedArena.deallocate()
  }

  /// Binds a value and all its views.
  private func bind(
    _ plan: ExecutionPlan, _ root: ValueID, _ views: [[Int]], _ base: UnsafeMutablePointer<Float>,
    _ maps: ReferenceWritableKeyPath<SessionMemory, [FeatureMap?]>
  ) {
    for id in views[root] {
      guard let placement = plan.placements[id], let size = plan.sizes[id] else { continue }
      self[keyPath: maps][id] = FeatureMap(
        base + placement.firstChannel, images: size.images, depth: size.depth,
        height: size.height, width: size.width, channels: size.channels,
        stride: placement.stride)
    }
  }

  var workspace: Workspace { Workspace(scratch.base, count: scratch.count) }

  func value(_ id: ValueID) -> FeatureMap {
    guard let map = values[id] else { preconditionFailure("The plan stores no value \(id).") }
    return map
  }

  func gradient(_ id: ValueID) -> FeatureMap {
    guard let map = gradients[id] else { preconditionFailure("The plan has no gradient \(id).") }
    return map
  }
}
