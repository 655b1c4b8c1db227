import RLAExecution
import RLAFiles
import RLAImages
import RLATraining
import SystemPackage

/// The two parts of a data set that a training takes.
struct TrainingData {
  let training: any LabeledImages
  let validation: any LabeledImages

  /// The names of the two parts in a folder.
  private static let parts = (training: "train", validation: "val")
  private static let ending = ".safetensors"

  /// - Throws: `CommandFailure` where there is no such data set, or its parts have other classes.
  init(_ path: String) throws(CommandFailure) {
    if path.lowercased().hasSuffix(Self.ending) {
      self.init(dividing: try Self.stored(path))
      return
    }
    let (training, validation) = (
      path + "/" + Self.parts.training, path + "/" + Self.parts.validation
    )
    if InputFile.exists(FilePath(training + Self.ending)) {
      self.init(
        try Self.stored(training + Self.ending), try Self.stored(validation + Self.ending))
      return
    }
    guard ImageFolder.isFolder(path) else { throw .missingFile(path) }
    guard ImageFolder.isFolder(training), ImageFolder.isFolder(validation) else {
      throw .training(.parts(path))
    }
    self.init(try Self.folder(training), try Self.folder(validation))
    if self.training.classes != self.validation.classes {
      throw .training(
        .classesOfParts(
          path, training: self.training.classes, validation: self.validation.classes))
    }
  }

  /// A fifth of the images is kept for validation, whatever the seed: image i where the hash of
  /// 'split' and i is a multiple of 5.
  private init(dividing images: StoredImages) {
    let hash = SyntheticValues("split")
    func part(_ isValidation: Bool) -> SelectedImages {
      SelectedImages(
        images, (0..<images.count).filter { (hash.word($0) % 5 == 0) == isValidation })
    }
    self.init(part(false), part(true))
  }

  private init(_ training: any LabeledImages, _ validation: any LabeledImages) {
    (self.training, self.validation) = (training, validation)
  }

  private static func stored(_ path: String) throws(CommandFailure) -> StoredImages {
    try CommandFailure.opening { () throws(DatasetFailure) in try StoredImages(safetensors: path) }
  }

  private static func folder(_ path: String) throws(CommandFailure) -> ImageFolder {
    try CommandFailure.opening { () throws(DatasetFailure) in try ImageFolder(path) }
  }
}
