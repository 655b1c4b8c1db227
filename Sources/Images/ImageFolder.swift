import Glibc
import RLAFiles
import SystemPackage

/// A folder with a folder of images for each class, in the order of torchvision's ImageFolder.
///
/// Classes are sorted by the code points of their names; files of a class stand in front of those of its
/// subfolders. Links are followed, hidden files are taken, and files of other endings are not.
public struct ImageFolder: LabeledImages {
  public let classes: [String]
  /// The folder itself.
  public let path: String
  private let samples: [(path: String, label: Int)]

  /// What the name of an image ends in, in letters of any case.
  public static let endings = ["jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp"]

  /// Lists all files; none is opened.
  ///
  /// - Throws: `DatasetFailure` where a folder cannot be read, there is no class, or one has no image.
  public init(_ path: String) throws(DatasetFailure) {
    self.path = path
    classes = try Self.classes(of: path)
    if classes.isEmpty { throw .noClasses(path) }
    var samples: [(path: String, label: Int)] = []
    for (label, name) in classes.enumerated() {
      let before = samples.count
      var open: Set<FileIdentity> = []
      try Self.walk(path + "/" + name, &open) { samples.append(($0, label)) }
      if samples.count == before { throw .emptyClass(path, name: name) }
    }
    self.samples = samples
  }

  /// The names of the folders in a folder, in the order of classes.
  public static func classes(of path: String) throws(DatasetFailure) -> [String] {
    try entries(path).filter { isFolder(path + "/" + $0) }
  }

  /// Whether a folder is at a path.
  public static func isFolder(_ path: String) -> Bool {
    (try? Stat(FilePath(path)))?.type == .directory
  }

  public var count: Int { samples.count }

  public func label(_ index: Int) -> Int { samples[index].label }

  public func name(_ index: Int) -> String {
    String(samples[index].path.dropFirst(path.count + 1))
  }

  public func image(_ index: Int) throws(ImageFailure) -> RGBImage {
    try RGBImage(contentsOf: samples[index].path)
  }

  /// A folder, however it is called.
  private struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// Calls `accept` with the images in a folder and below it.
  ///
  /// `open` are the folders around it, which a link within would lead back to.
  private static func walk(
    _ folder: String, _ open: inout Set<FileIdentity>, _ accept: (String) -> Void
  ) throws(DatasetFailure) {
    guard let facts = try? Stat(FilePath(folder)) else { return }
    let identity = FileIdentity(
      device: UInt64(facts.deviceID.rawValue), inode: UInt64(facts.inode.rawValue))
    guard open.insert(identity).inserted else { return }
    defer { open.remove(identity) }
    var folders: [String] = []
    for name in try entries(folder) {
      let path = folder + "/" + name
      if isFolder(path) {
        folders.append(path)
      } else if endings.contains(where: name.lowercased().hasSuffix) {
        accept(path)
      }
    }
    for path in folders { try walk(path, &open, accept) }
  }

  /// The names in a folder by their code points, which are in the order of their bytes.
  private static func entries(_ path: String) throws(DatasetFailure) -> [String] {
    guard let folder = opendir(path) else { throw .file(path, .system(code: errno)) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
