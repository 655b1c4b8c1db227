package import RLAImages

/// Why a network is not evaluated on a data set, as facts.
package enum EvaluationFailure: Error, Hashable, Sendable {
  /// A word for several networks.
  case severalNetworks(String)
  /// No option names weights, and those by formula know nothing.
  case noWeights(String)
  /// Other paths than a folder, a file of safetensors or two arrays.
  case paths([String])
  /// It does not take images of three channels, or has not one number for each class.
  case notAClassifier(String)
  case notSquare(height: Int, width: Int)
  /// A short side that the middle does not fit into.
  case shortSide(Int, side: Int)
  /// The network has another number of classes than the data set; `limit` where these are labels, whose
  /// number may be smaller.
  case classes(network: String, Int, path: String, Int, areLabels: Bool)
  /// A library that decodes images is missing.
  case noLibrary(ImageLibrary, image: String)
  /// No image could be decoded.
  case allBroken(String, first: String, ImageFailure)

  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .severalNetworks, .noWeights, .paths, .notSquare, .shortSide: 64
    case .notAClassifier, .classes, .allBroken: 65
    case .noLibrary: 71
    }
  }
}

extension DatasetFailure {
  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .file: 66
    default: 65
    }
  }
}
