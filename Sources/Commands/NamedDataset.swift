import RLACheckpoints
import RLAFiles
import RLAImages
import SystemPackage

/// A data set that a user names, opened.
struct NamedDataset {
  let images: any LabeledImages
  /// What reports call it: the folder with the classes, or the file of the images.
  let path: String
  /// Whether it is a folder, whose classes have names.
  let isFolder: Bool

  /// Opens a folder of class folders, or the 'val' within one, a file of safetensors, or two arrays.
  ///
  /// - Throws: `CommandFailure` where they are no data set, or the classes of 'val' are not those of
  ///   'train' beside it.
  init(_ paths: [String]) throws(CommandFailure) {
    switch paths.map(Self.kind) {
    case [.folder], [.missing]:
      let folder = Self.withoutSlash(paths[0])
      let validation = folder + "/val"
      let path = Self.hasFolders(validation) ? validation : folder
      let images = try CommandFailure.opening { () throws(DatasetFailure) in
        let images = try ImageFolder(path)
        if path == validation { try Self.requireEqualClasses(images, folder + "/train") }
        return images
      }
      self.init(LargeImages(images), path, isFolder: true)
    case [.safetensors]:
      let images = try CommandFailure.opening { () throws(DatasetFailure) in
        try StoredImages(safetensors: paths[0])
      }
      self.init(images, paths[0], isFolder: false)
    case [.array, .array]:
      let images = try CommandFailure.opening { () throws(DatasetFailure) in
        try StoredImages(images: paths[0], labels: paths[1])
      }
      self.init(images, paths[0], isFolder: false)
    default: throw .evaluation(.paths(paths))
    }
  }

  private init(_ images: any LabeledImages, _ path: String, isFolder: Bool) {
    self.images = images
    self.path = path
    self.isFolder = isFolder
  }

  private enum Kind {
    case folder
    case missing
    case safetensors
    case array
    case other
  }

  private static func kind(_ path: String) -> Kind {
    if ImageFolder.isFolder(path) { return .folder }
    if path.lowercased().hasSuffix(".safetensors") { return .safetensors }
    if path.lowercased().hasSuffix(".npy") { return .array }
    return InputFile.exists(FilePath(path)) ? .other : .missing
  }

  /// Whether a path stands for a file that holds a data set, or a part of one.
  static func isStored(_ path: String) -> Bool { [.safetensors, .array].contains(kind(path)) }

  private static func withoutSlash(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    return String(path)
  }

  /// Whether a folder has folders in it, as one of classes has.
  private static func hasFolders(_ path: String) -> Bool {
    ImageFolder.isFolder(path) && (try? ImageFolder.classes(of: path))?.isEmpty == false
  }

  /// Labels are places in the list of classes, which training and validation make each by itself.
  private static func requireEqualClasses(
    _ images: ImageFolder, _ training: String
  ) throws(DatasetFailure) {
    guard hasFolders(training) else { return }
    let expected = try ImageFolder.classes(of: training)
    if images.classes == expected { return }
    let (own, other) = (Set(images.classes), Set(expected))
    throw .differentClasses(
      images.path, training, missing: expected.filter { !own.contains($0) },
      added: images.classes.filter { !other.contains($0) })
  }
}

extension CommandFailure {
  /// Runs what opens a data set.
  static func opening<Opened>(
    _ body: () throws(DatasetFailure) -> Opened
  ) throws(CommandFailure) -> Opened {
    do {
      return try body()
    } catch {
      switch error {
      case .file(let path, .system(let code)):
        throw CommandFailure(reading: path, Errno(rawValue: code))
      case .checkpoint(let path, let failure): throw CommandFailure(reading: path, failure)
      default: throw .dataset(error)
      }
    }
  }
}
