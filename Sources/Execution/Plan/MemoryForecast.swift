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
    let buffers = options.threads * ProductStyle.packedCount * MemoryLayout<Float>.stride
    return activationBytes + packedBytes + parameterBytes + buffers
  }

  /// Bytes of addresses that a run takes: those of the session, of the measurement of the machine,
  /// of the library for products and of the threads' stacks.
  package var addressBytes: Int {
    totalBytes + Roofline.leastBytes(threads: options.threads)
      + LinearAlgebra.addressBytes(threads: options.threads)
      + WorkerPool.addressBytes(threads: options.threads)
  }

  /// - Throws: `PlanFailure.memory`, `addresses` or `threads` where the machine, or a limit on this
  ///   process, has less than the plan needs.
  package func requireResources(
    _ memory: MemoryLimits = MemoryLimits(), _ processors: ProcessorLimits = ProcessorLimits()
  ) throws(PlanFailure) {
    if let available = memory.memory, totalBytes > available {
      throw .memory(needed: totalBytes, available: available)
    }
    if let left = memory.addresses, addressBytes > left {
      throw .addresses(needed: addressBytes, left: left)
    }
    if let left = processors.threadsLeft, options.threads - 1 > left {
      throw .threads(wanted: options.threads, left: left + 1)
    }
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
