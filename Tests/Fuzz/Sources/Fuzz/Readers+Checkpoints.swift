import RLACounting

extension Readers {
  /// What `torch.save` writes in front of the object before PyTorch 1.6: the magic number, the version
  /// of the format and what is true of the machine.
  private static let streamStart: [UInt8] =
    [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
    + [0x80, 0x02, 0x4d, 0xe9, 0x03, 0x2e, 0x80, 0x02, 0x7d, 0x58, 13, 0, 0, 0]
    + Array("little_endian".utf8) + [0x88, 0x73, 0x2e]

  /// The object and what follows it in a stream of tensors before PyTorch 1.6.
  static func stream(_ bytes: [UInt8]) { checkpoint(streamStart + bytes) }

  /// A checkpoint of any format is opened, and all of its elements are read.
  static func checkpoint(_ bytes: [UInt8]) {
    guard let file = try? Checkpoint(bytes) else { return }
    require(!file.tensors.isEmpty && file.facts.byteCount == bytes.count)
    require(file.facts.isChecked != false)
    let tensors = file.tensors
    require(Set(tensors.map(\.name)).count == tensors.count)
    require(tensors.reduce(0) { $0 + $1.byteCount } <= 1033 * bytes.count)
    for tensor in tensors {
      var read = 0
      try? file.read(tensor.request) { read += $0.count }
      require(read == tensor.byteCount)
      require((try? TensorStatistics(of: tensor, in: file).count) == tensor.count)
    }
    if let comparison = try? CheckpointComparison(file, file) {
      require(comparison.equal == tensors.count && comparison.moved.isEmpty)
    }
  }
}
