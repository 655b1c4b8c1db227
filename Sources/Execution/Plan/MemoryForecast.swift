import RLAKernels
import RLANetworks
import RLASymbolic

extension ExecutionPlan {
  /// Bytes of activations, gradients of activations and scratch: the arena of a session.
  public var activationBytes: Int { layout.bytes }

  /// Bytes in use at the busiest moment; the arena cannot be smaller.
  public var peakLiveBytes: Int { layout.peak }

  /// The regions of the arena, with the time of their use.
  package var arena: [ArenaRegion] {
    layout.buffers.map { buffer in
      let use: ArenaRegion.Use =
        switch buffer.content {
        case .value: .value
        case .gradient: .gradient
        case .saved: .saved
        case .scratch: .scratch
        }
      return ArenaRegion(
        use: use, bytes: buffer.offset..<buffer.offset + buffer.bytes, lifetime: buffer.lifetime)
    }
  }

  /// Bytes of the packed weights.
  public var packedBytes: Int { packed.count * MemoryLayout<Float>.stride }

  /// Bytes of the weights; in training also of their gradients and momentum.
  public var parameterBytes: Int {
    let count = network.layers.reduce(0) { sum, layer in
      layer.operator.weights.reduce(sum) { sum, weight in
        sum + MemoryPlanner.alignedFloats(weight.shape.elements.value ?? 0)
      }
    }
    return count * MemoryLayout<Float>.stride * (options.purpose == .training ? 3 : 1)
  }

  /// All bytes that a session allocates.
  public var totalBytes: Int {
    let buffers = options.threads * options.products.packedCount * MemoryLayout<Float>.stride
    return activationBytes + packedBytes + parameterBytes + buffers
  }

  /// - Throws: `PlanFailure.memory` where the machine has less than the plan needs.
  package func requireMemory(_ available: Int? = MachineMemory.availableBytes) throws(PlanFailure) {
    guard let available, totalBytes > available else { return }
    throw .memory(needed: totalBytes, available: available)
  }
}

/// A part of the arena of a plan that one buffer occupies for a time.
package struct ArenaRegion: Hashable, Sendable {
  package enum Use: String, Hashable, Sendable, CaseIterable {
    case value
    case gradient
    /// What a step saves in its forward pass for its backward pass.
    case saved
    case scratch
  }

  package let use: Use
  /// From the beginning of the arena.
  package let bytes: Range<Int>
  /// The first and the last moment of use.
  ///
  /// Of n steps, step i runs forward at moment i and backward at moment 2n − i.
  package let lifetime: ClosedRange<Int>
}

/// The memory of this machine.
package enum MachineMemory {
  /// Bytes that a program can still allocate without swapping; nil where the system does not say.
  package static var availableBytes: Int? {
    let line = SystemFile.text("/proc/meminfo")?.split(separator: "\n").first {
      $0.hasPrefix("MemAvailable:")
    }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kibibytes.map { $0 * 1024 }
  }
}
