import Foundation
import Kernels
import Networks
import Operators
import Symbolic

extension ExecutionPlan {
  /// Bytes of activations, gradients of activations and scratch: the arena of a session.
  public var activationBytes: Int { layout.bytes }

  /// Bytes in use at the busiest moment; the arena can be no smaller.
  public var peakLiveBytes: Int { layout.peak }

  /// Bytes of filters and norms in the form in which inference reads them.
  public var derivedBytes: Int { prepared.count * MemoryLayout<Float>.stride }

  /// Bytes of the weights; in training also of their gradients and momentum.
  public var parameterBytes: Int {
    let count = network.layers.reduce(0) { sum, layer in
      layer.operator.weights.reduce(sum) { sum, weight in
        sum + MemoryPlanner.alignedFloats(weight.shape.elements.value ?? 0)
      }
    }
    return count * MemoryLayout<Float>.stride * (options.purpose == .training ? 3 : 1)
  }

  /// Bytes that a session takes in all.
  public var totalBytes: Int {
    let packed = options.threads * options.products.packedCount * MemoryLayout<Float>.stride
    return activationBytes + derivedBytes + parameterBytes + packed
  }

  /// - Throws: `PlanFailure.memory` where the machine has less than the plan needs.
  public func requireMemory(_ available: Int? = MachineMemory.availableBytes) throws(PlanFailure) {
    guard let available, totalBytes > available else { return }
    throw .memory(needed: totalBytes, available: available)
  }
}

/// The memory of this machine.
public enum MachineMemory {
  /// Bytes that a program can still take without swapping; nil where the system does not say.
  public static var availableBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kibibytes.map { $0 * 1024 }
  }
}
