import Foundation
import RLACheckpoints
import RLANetworks
import SystemPackage
import Testing

/// Files that are written, and what is computed of tensors.
@Suite struct WritingTests {
  /// Tensors in memory.
  private struct Tensors: TensorFile {
    let tensors: [FileTensor]
    let bytes: [String: [UInt8]]

    func read(
      _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
    ) throws(TensorFailure) {
      guard let bytes = bytes[request.name] else {
        throw TensorFailure(expected: request, found: .nothing)
      }
      bytes.withUnsafeBytes(accept)
    }
  }

  private func floats(_ tensors: [(String, [Float])]) -> Tensors {
    Tensors(
      tensors: tensors.map { FileTensor($0.0, [$0.1.count], .float32) },
      bytes: Dictionary(
        uniqueKeysWithValues: tensors.map { name, numbers in
          (name, numbers.withUnsafeBytes { Array($0) })
        }))
  }

  private func written(_ tensors: Tensors, _ format: CheckpointWriter.Format) throws -> [UInt8] {
    let output = Output()
    try CheckpointWriter(format).write(tensors) { output.bytes += $0 }
    return output.bytes
  }

  private final class Output {
    var bytes: [UInt8] = []
  }

  @Test(arguments: CheckpointWriter.Format.allCases)
  func `What is written is read`(format: CheckpointWriter.Format) throws {
    let tensors = floats([("b.\"\u{e9}\u{0}", [1, 2, 3]), ("a", []), ("z", [-0.5])])
    let file = try Checkpoint(try written(tensors, format))
    #expect(Set(file.tensors) == Set(tensors.tensors))
    for tensor in tensors.tensors {
      #expect(try file.checksum(of: tensor) == tensors.checksum(of: tensor))
    }
    #expect(file.facts.isChecked == (format == .pth ? true : nil))
  }

  @Test(arguments: CheckpointWriter.Format.allCases)
  func `The order of a state_dict is kept, and elements lie at multiples of their width`(
    format: CheckpointWriter.Format
  ) throws {
    let types: [(String, ElementType)] = [
      ("z.weight", .float32), ("z.running_mean", .float16), ("z.num_batches_tracked", .int64),
      ("mask", .bool), ("a.weight", .float32),
    ]
    let tensors = Tensors(
      tensors: types.map { FileTensor($0, [], $1) },
      bytes: Dictionary(
        uniqueKeysWithValues: types.map { ($0, [UInt8](repeating: 1, count: $1.bytes)) }))
    let bytes = try written(tensors, format)
    #expect(try Checkpoint(bytes).tensors == tensors.tensors)
    guard format == .safetensors else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let starts = text.matches(of: /"data_offsets":\s*\[\s*(\d+),/).compactMap { Int($0.1) }
    #expect(starts == [12, 16, 0, 18, 8])
  }

  @Test(arguments: CheckpointWriter.Format.allCases)
  func `A source that lacks something, and a full disk, end the writing`(
    format: CheckpointWriter.Format
  ) throws {
    let lacking = Tensors(tensors: [FileTensor("a", [2], .float32)], bytes: ["a": [0, 0, 0, 0]])
    #expect(throws: CheckpointWriter.Failure.self) { try written(lacking, format) }
    let whole = floats([("a", [1])])
    #expect(throws: CheckpointWriter.Failure.self) {
      try CheckpointWriter(format).write(whole) { _ throws(Errno) in throw Errno.noSpace }
    }
  }

  @Test func `Every byte of an archive counts`() throws {
    let bytes = try written(floats([("a", [1, 2, 3, 4])]), .pth)
    let data = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]) })
    var changed = bytes
    changed[data] ^= 1
    let failure = CheckpointFailure(.archive(.checksum), at: .member("data/0"))
    #expect(throws: failure) { try Checkpoint(changed) }
    #expect(data.isMultiple(of: 64))
  }

  @Test func `Statistics are those of the finite elements`() throws {
    let file = floats([("a", [1, 2, 3, .nan, .infinity, 0, -0.0005])])
    let statistics = try TensorStatistics(of: file.tensors[0], in: file)
    #expect(statistics.count == 7 && statistics.notNumbers == 1 && statistics.infinities == 1)
    #expect(statistics.least == Double(Float(-0.0005)) && statistics.greatest == 3)
    #expect(statistics.nearZero == 2)
    let mean = (6 - 0.0005) / 5
    #expect(abs(try #require(statistics.mean) - mean) < 1e-9)
    let numbers: [Double] = [1, 2, 3, 0, -0.0005]
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(try #require(statistics.deviation) - (squares / 5).squareRoot()) < 1e-9)
    let empty = floats([("a", [.nan])])
    #expect(try TensorStatistics(of: empty.tensors[0], in: empty).mean == nil)
  }

  @Test func `A comparison names what moved and how far`() throws {
    let one = floats([("a", [3, 4]), ("b", [1]), ("c", [.nan]), ("d", [1]), ("e", [0])])
    let other = floats([("a", [3, 5]), ("b", [1]), ("c", [.nan]), ("d", [1, 2]), ("f", [0])])
    let comparison = try CheckpointComparison(one, other)
    #expect(comparison.moved.map(\.tensor.name) == ["a"] && comparison.equal == 2)
    #expect(
      comparison.moved[0].distance.relative == 0.2 && comparison.moved[0].distance.largest == 1)
    #expect(comparison.reshaped.map(\.first.name) == ["d"])
    #expect(comparison.onlyFirst.map(\.name) == ["e"] && comparison.onlySecond.map(\.name) == ["f"])
  }
}
