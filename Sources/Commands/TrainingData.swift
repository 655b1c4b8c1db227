import RLAExecution
import RLAFiles
import RLAImages
import RLATraining
import SystemPackage

/// The two parts of a data set that a training takes.
struct TrainingData {
  let training: any LabeledImages
  let validation: any LabeledImages
  /// Whether they are arrays in files, not files of images.
  let isStored: Bool

  /// The names of the two parts in a folder.
  private static let parts = (training: "train", validation: "val")
  private static let ending = ".safetensors"

  /// - Throws: `CommandFailure` where there is no such data set, or its parts have other classes.
  init(_ paths: [String]) throws(CommandFailure) {
    if paths.count > 1 || paths.contains(where: NamedDataset.isStored) {
      let stored = try NamedDataset(paths)
      self.init(dividing: stored.images)
    } else {
      try self.init(folder: paths[0])
    }
  }

  private init(folder path: String) throws(CommandFailure) {
    let (training, validation) = (
      path + "/" + Self.parts.training, path + "/" + Self.parts.validation
    )
    if InputFile.exists(FilePath(training + Self.ending)) {
      self.init(
        try NamedDataset([training + Self.ending]).images,
        try NamedDataset([validation + Self.ending]).images, isStored: true)
      return
    }
    guard ImageFolder.isFolder(path) else { throw .missingFile(path) }
    guard ImageFolder.isFolder(training), ImageFolder.isFolder(validation) else {
      throw .training(.parts(path))
    }
    self.init(try Self.folder(training), try Self.folder(validation), isStored: false)
    if self.training.classes != self.validation.classes {
      throw .training(
        .classesOfParts(
          path, training: self.training.classes, validation: self.validation.classes))
    }
  }

  /// A fifth of the images is kept for validation, whatever the seed: image i where the hash of
  /// 'split' and i is a multiple of 5.
  private init(dividing images: any LabeledImages) {
    let hash = SyntheticValues("split")
    func part(_ isValidation: Bool) -> SelectedImages {
      SelectedImages(
        images, (0..<images.count).filter { (hash.word($0) % 5 == 0) == isValidation })
    }
    self.init(part(false), part(true), isStored: true)
  }

  private init(_ training: any LabeledImages, _ validation: any LabeledImages, isStored: Bool) {
    (self.training, self.validation, self.isStored) = (training, validation, isStored)
  }

  private static func folder(_ path: String) throws(CommandFailure) -> LargeImages {
    LargeImages(
      try CommandFailure.opening { () throws(DatasetFailure) in try ImageFolder(path) })
  }
}
