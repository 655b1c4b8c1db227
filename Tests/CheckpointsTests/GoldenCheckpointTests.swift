import Foundation
import RLACheckpoints
import RLAFiles
import RLANetworks
import SystemPackage
import Testing

/// Files that PyTorch and safetensors wrote, and hostile ones.
@Suite struct GoldenCheckpointTests {
  @Test func `There are files of every kind`() {
    let all = GoldenCheckpoint.all
    #expect(all.count == 134)
    #expect(all.count { $0.result == .load } == 24 && all.count { $0.result == .read } == 8)
  }

  private func open(_ golden: GoldenCheckpoint) throws -> Checkpoint {
    try Checkpoint(path: FilePath(golden.path))
  }

  @Test(
    arguments: GoldenCheckpoint.all.filter { $0.result != .refuse || $0.isMisfit })
  func `Every tensor has the elements that PyTorch reads`(golden: GoldenCheckpoint) throws {
    let file: Checkpoint
    do {
      file = try open(golden)
    } catch {
      #expect(golden.mayBeRefused || golden.namesToSay == ["fc.bias"], "\(error)")
      return
    }
    let expected = golden.tensors
    if golden.isMisfit || expected.isEmpty { return #expect(!file.tensors.isEmpty) }
    let read = expected.keys.filter { !$0.hasSuffix("total_ops") && !$0.hasSuffix("total_params") }
    #expect(expected.count - read.count == file.facts.countersLeftOut)
    #expect(Set(file.tensors.map(\.name)) == Set(read).union(golden.sharedNames.keys))
    for tensor in file.tensors where golden.sharedNames[tensor.name] == nil {
      let wanted = try #require(expected[tensor.name])
      #expect(tensor.shape == wanted.shape && tensor.type == wanted.type, "\(tensor)")
      let numbers = try Self.numbers(of: tensor, in: file)
      #expect(Self.areClose(Array(numbers.prefix(3)), wanted.first), "\(tensor)")
      let magnitude = numbers.reduce(0) { $0 + $1.magnitude }
      let error = (numbers.reduce(0, +) - wanted.sum).magnitude
      #expect(error <= 1e-6 * magnitude + 1e-9 || !wanted.sum.isFinite, "\(tensor) \(error)")
    }
  }

  /// The elements, read as they are stored.
  private static func numbers(of tensor: FileTensor, in file: Checkpoint) throws -> [Double] {
    if [.float16, .bfloat16, .float32].contains(tensor.type) {
      var floats = [Float](repeating: .nan, count: tensor.count)
      try floats.withUnsafeMutableBytes {
        try file.read(TensorRequest(tensor.name, tensor.shape), into: $0)
      }
      return floats.map(Double.init)
    }
    var bytes = [UInt8](repeating: 0, count: tensor.byteCount)
    try bytes.withUnsafeMutableBytes { try file.read(tensor.request, into: $0) }
    return bytes.withUnsafeBytes { bytes in
      switch tensor.type {
      case .float64: bytes.bindMemory(to: Double.self).map { $0 }
      case .int64: bytes.bindMemory(to: Int64.self).map(Double.init)
      default: bytes.map(Double.init)
      }
    }
  }

  /// The file prints nine digits.
  private static func areClose(_ one: [Double], _ other: [Double]) -> Bool {
    one.count == other.count
      && zip(one, other).allSatisfy { ($0 - $1).magnitude <= 1e-8 * $1.magnitude || $1.isNaN }
  }

  @Test(.timeLimit(.minutes(1)), arguments: GoldenCheckpoint.all.filter { $0.result == .refuse })
  func `What is no checkpoint is refused, and nothing runs`(golden: GoldenCheckpoint) throws {
    if golden.isMisfit { return }
    do {
      _ = try open(golden)
      #expect(golden.mayLoad, "\(golden.name) was read")
    } catch let error as CheckpointFailure {
      if case .file(.system) = error.reason { Issue.record("\(golden.name) was not opened") }
    }
    #expect(!FileManager.default.fileExists(atPath: "rla_profile_canary"))
  }

  @Test(arguments: GoldenCheckpoint.all.filter { $0.epoch != nil })
  func `What a training script saved beside the tensors is found`(golden: GoldenCheckpoint) throws {
    let file = try open(golden)
    #expect(file.facts.epoch == golden.epoch && file.facts.architecture == golden.architecture)
    let accuracy = try #require(file.facts.bestAccuracy)
    #expect(abs(accuracy - (golden.bestAccuracy ?? 0)) < 1e-6)
    let expected = try #require(golden.optimizer)
    let optimizer = try #require(file.facts.optimizer)
    #expect(optimizer.learningRate == expected["lr"] as? Double)
    #expect(optimizer.momentum == expected["momentum"] as? Double)
    #expect(optimizer.weightDecay == expected["weight_decay"] as? Double)
    let buffers = try #require(expected["momentum_buffers"] as? [String: Any])
    #expect(optimizer.momentumBuffers == buffers.values.count { !($0 is NSNull) })
  }

  @Test func `Names of shared tensors that were left out have the elements of the kept one`() throws
  {
    let golden = try #require(GoldenCheckpoint.named("mobilenet_deduplicated.safetensors"))
    let file = try open(golden)
    #expect(golden.sharedNames.count == 4)
    let tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    for (name, kept) in golden.sharedNames {
      let (one, other) = (try #require(tensors[name]), try #require(tensors[kept]))
      #expect(try Self.numbers(of: one, in: file) == Self.numbers(of: other, in: file))
    }
  }

  @Test func `A file may not be there, or be no file`() {
    #expect(throws: CheckpointFailure(.file(.system(code: 2)))) {
      try Checkpoint(path: "/no/such/file.pth")
    }
    #expect(throws: CheckpointFailure(.file(.notAFile))) { try Checkpoint(path: "/dev/null") }
  }
}
