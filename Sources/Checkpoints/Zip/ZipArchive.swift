import RLAFiles

/// The members of a zip archive as `torch.save` writes it, found by its directory alone.
///
/// Whatever other readers could understand in two ways is refused: names that occur twice or differ
/// between the directory and the data, members that overlap, bytes in front of the first one.
/// Names are only compared; they never become paths. Source: APPNOTE.TXT of PKWARE, 6.3.10.
struct ZipArchive {
  struct Member: Hashable {
    /// The name below the root folder.
    let name: String
    let checksum: UInt32
    /// The place of the data in the file.
    let data: Range<Int>
  }

  /// By name below the root folder.
  let members: [String: Member]

  /// - Throws: `CheckpointFailure` where the archive is not exactly of this form.
  init(_ file: FileWindow) throws(CheckpointFailure) {
    let directory = try ZipDirectory(file)
    var members: [String: Member] = [:]
    var root: String?
    var places: [(start: Int, end: Int, name: String)] = []
    for entry in try directory.entries(in: file) {
      let data = try entry.data(in: file, before: directory.range.lowerBound)
      places.append((entry.header, data.upperBound, entry.name))
      guard let slash = entry.name.firstIndex(of: "/"), slash != entry.name.startIndex else {
        throw CheckpointFailure(.archive(.badName), at: .member(entry.name))
      }
      let folder = String(entry.name[..<slash])
      if let root, root != folder { throw CheckpointFailure(.archive(.roots(root, folder))) }
      root = folder
      let name = String(entry.name[slash...].dropFirst())
      let member = Member(name: name, checksum: entry.checksum, data: data)
      if members.updateValue(member, forKey: name) != nil {
        throw CheckpointFailure(.archive(.repeated), at: .member(entry.name))
      }
    }
    try Self.requireOrder(places)
    self.members = members
  }

  /// Requires that members lie one behind the other from the start of the file on.
  private static func requireOrder(
    _ places: [(start: Int, end: Int, name: String)]
  ) throws(CheckpointFailure) {
    var end = 0
    for (index, place) in places.sorted(by: { $0.start < $1.start }).enumerated() {
      if index == 0, place.start != 0 { throw CheckpointFailure(.archive(.prefix)) }
      if place.start < end { throw CheckpointFailure(.archive(.overlap), at: .member(place.name)) }
      end = place.end
    }
  }

  /// The member with a name below the root folder.
  func member(_ name: String) throws(CheckpointFailure) -> Member {
    guard let member = members[name] else {
      throw CheckpointFailure(.archive(.missing), at: .member(name))
    }
    return member
  }
}

extension ZipArchive.Member {
  /// Requires that the data have the checksum that the archive says, which reads all of them.
  func check(in file: FileWindow) throws(CheckpointFailure) {
    var sum = CRC32()
    do throws(FileFailure) {
      try file.read(data) { sum.add($0) }
    } catch {
      throw CheckpointFailure(.file(error), at: .member(name))
    }
    if sum.value != checksum { throw CheckpointFailure(.archive(.checksum), at: .member(name)) }
  }
}
