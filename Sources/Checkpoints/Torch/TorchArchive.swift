import RLAFiles

/// The format of PyTorch since 1.6: a zip archive of a pickle and of a member for each storage.
enum TorchArchive {
  /// Reads all but the elements of tensors.
  ///
  /// - Returns: What was saved, and the members with elements for those who read them.
  /// - Throws: `CheckpointFailure` where the archive or the pickle is not of the form of `torch.save`.
  static func read(
    _ file: FileWindow
  ) throws(CheckpointFailure) -> (CheckpointContent, [ZipArchive.Member]) {
    let archive = try ZipArchive(file)
    if archive.members.keys.contains(where: { $0 == "constants.pkl" || $0.hasPrefix("code/") }) {
      throw CheckpointFailure(.foreign(.script))
    }
    try requireLittleEndian(archive, file)
    let pickle = try archive.member("data.pkl")
    if pickle.data.count > PickleReader.mostBytes {
      throw CheckpointFailure(.tooLong(limit: PickleReader.mostBytes), at: .member(pickle.name))
    }
    try pickle.check(in: file)
    var reader = PickleReader(ByteCursor(file, pickle.data))
    let root = try reader.read()
    let saved = try PickledCheckpoint(reader.heap, root) { storage throws(CheckpointFailure) in
      guard let member = archive.members["data/\(storage.key)"] else {
        throw CheckpointFailure(.tensor(.noStorage(storage.key)))
      }
      return member.data
    }
    let storages = archive.members.values.filter { $0.name.hasPrefix("data/") }
    return (
      try saved.content(of: file), storages.sorted { $0.data.lowerBound < $1.data.lowerBound }
    )
  }

  private static func requireLittleEndian(
    _ archive: ZipArchive, _ file: FileWindow
  ) throws(CheckpointFailure) {
    guard let member = archive.members["byteorder"] else { return }
    let order = try file.checked(member.data.prefix(8))
    if order == Array("big".utf8) { throw CheckpointFailure(.bigEndian) }
    if order != Array("little".utf8) {
      throw CheckpointFailure(.archive(.byteOrder), at: .member(member.name))
    }
  }
}
