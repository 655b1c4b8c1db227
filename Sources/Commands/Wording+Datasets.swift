import RLACheckpoints
import RLAFiles
import RLAImages
import RLANetworks
import RLAReports
import RLAText

/// Sentences about images with classes, and networks that are evaluated on them.
extension Wording {
  static let channelNumbers =
    "expected three numbers, for red, green and blue, such as 0.485,0.456,0.406."

  static func brokenImages(_ count: Int) -> String {
    "\(Numbers.counted(count, "image")) could not be decoded, and --strict allows none."
  }

  package static func largeImage(_ name: String, pixels: Int) -> String {
    "The image '\(name)' has \(Numbers.grouped(pixels)) pixels, more than "
      + "\(Numbers.grouped(RGBImage.warningLimit)), of which Pillow warns; it is taken."
  }

  static func sentence(_ failure: EvaluationFailure) -> String {
    switch failure {
    case .severalNetworks(let word):
      "'\(word)' stands for several networks; evaluate takes one."
    case .noWeights(let name):
      "\(name) has no trained weights; give a file of them with --weights."
    case .paths(let paths):
      "\(paths.map { "'\($0)'" }.joined(separator: " and ")) "
        + "\(paths.count == 1 ? "is" : "are") no data set; expected a folder with a folder of images "
        + "for each class, a .safetensors file, or two .npy files: images and labels."
    case .notAClassifier(let name):
      "\(name) is no classifier of images; expected images of 3 channels in and a number for each "
        + "class out."
    case .notSquare(let height, let width):
      "--input-size \(height)x\(width) is not square, and the middle of an image is cut out as a "
        + "square; expected one number."
    case .shortSide(let short, let side):
      "--resize \(short) is less than the \(side) pixels that the network takes; expected at least "
        + "\(side)."
    case .classes(let network, let classes, let path, let found, let areLabels):
      areLabels
        ? "\(network) has \(Numbers.grouped(classes)) classes, and '\(path)' has labels up to "
          + "\(found - 1); --classes \(found) gives a network so many."
        : "\(network) has \(Numbers.grouped(classes)) classes, and '\(path)' has "
          + "\(Numbers.counted(found, "folder")), one for each class; --classes \(found) gives a "
          + "network so many."
    case .noLibrary(let library, let image):
      "'\(image)' is a \(library.format.rawValue) file, and \(library.rawValue) cannot be opened; on "
        + "Debian, 'apt install \(library.package)' brings it."
    case .allBroken(let path, let first, let failure):
      "No image of '\(path)' could be decoded; the first is '\(first)': \(failure.text)."
    }
  }

  static func sentence(_ failure: DatasetFailure) -> String {
    switch failure {
    case .file(let path, let failure): sentence(path, failure)
    case .checkpoint(let path, let failure): mistake(path, failure)
    case .array(let path, let flaw): "'\(path)' is no array of whole numbers: \(text(flaw))."
    case .missingTensor(let path, let name, let found):
      "'\(path)' has no tensor '\(name)' but \(list(found)); expected 'images', bytes, and 'labels', "
        + "whole numbers."
    case .images(let path, let type, let shape):
      "The images of '\(path)' are \(type.rawValue) of shape \(text(shape)); expected uint8 of N x H "
        + "x W, N x H x W x 3 or N x 3 x H x W."
    case .labels(let path, let type, let shape, let images):
      "The labels of '\(path)' are \(type.rawValue) of shape \(text(shape)); expected "
        + "\(Numbers.grouped(images)) whole \(images == 1 ? "number" : "numbers"), one for each image."
    case .label(let path, let index, let label):
      "Label \(index) of '\(path)' is \(label); expected classes from 0 on."
    case .noImages(let path): "'\(path)' has no images."
    case .noClasses(let path):
      "'\(path)' has no folders; expected one for each class, with its images, or such folders in "
        + "'\(path)/val'."
    case .emptyClass(let path, let name):
      "The folder '\(name)' of '\(path)' has no images; expected files that end in "
        + ".\(ImageFolder.endings.joined(separator: ", ."))."
    case .differentClasses(let path, let other, let missing, let added):
      "The classes of '\(path)' are not those of '\(other)'"
        + "\(missing.isEmpty ? "" : ", of which it lacks \(list(missing))")"
        + "\(added.isEmpty ? "" : "\(missing.isEmpty ? ", and" : " and") it has \(list(added)) besides")"
        + "; expected the same folders, since each is numbered by its place."
    }
  }

  private static func sentence(_ path: String, _ failure: FileFailure) -> String {
    switch failure {
    case .system, .notAFile:
      "'\(path)' is no regular file; expected one that can be read from any place."
    case .end: "'\(path)' has become shorter while it was read."
    }
  }

  private static func text(_ flaw: ArrayFlaw) -> String {
    switch flaw {
    case .start: "it does not begin as a .npy file does"
    case .version(let version): "its version is \(version), and 1 to 3 are read"
    case .header: "its header is not a dictionary of 'descr', 'fortran_order' and 'shape'"
    case .type(let type): "its elements are '\(type)'; expected an integer type"
    case .order: "its axes are in the order of Fortran; expected that of C"
    case .size(let found, let expected):
      "\(Numbers.grouped(found)) bytes follow its header; expected \(Numbers.grouped(expected))"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "of no axes" : shape.map(String.init).joined(separator: " x ")
  }

  /// The first few names.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}
