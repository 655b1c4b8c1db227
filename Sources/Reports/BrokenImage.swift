import Glibc
import RLAFiles
package import RLAImages
import RLAText

/// An image of a data set that could not be decoded.
package struct BrokenImage: Hashable, Sendable {
  /// As the data set calls it.
  package let name: String
  package let failure: ImageFailure

  package init(name: String, _ failure: ImageFailure) {
    self.name = name.printable
    self.failure = failure
  }
}

extension ImageFailure {
  /// What is wrong, without a full stop.
  package var text: String {
    switch self {
    case .file(.system(let code)): "it cannot be read (\(String(cString: strerror(code))))"
    case .file(.notAFile): "it is no regular file, or larger than any image"
    case .file(.end): "it has become shorter"
    case .empty: "it is empty"
    case .unknownFormat: "it is no image"
    case .unsupported(let format, let kind):
      "\(format.rawValue)\(kind.map { " with \($0)" } ?? "") is not decoded"
    case .tooLarge(let width, let height):
      "\(width)x\(height) is more than \(Numbers.grouped(RGBImage.pixelLimit)) pixels"
    case .damaged(let format, let reason): "damaged \(format.rawValue): \(reason.printable)"
    case .noLibrary(let library): "\(library.rawValue) is not installed"
    }
  }
}
