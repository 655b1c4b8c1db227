public import RLAFiles

/// Why there is no image, as facts.
public enum ImageFailure: Error, Hashable, Sendable {
  case file(FileFailure)
  /// A file of no bytes.
  case empty
  /// The content is of no known format of images.
  case unknownFormat
  /// A format, or a kind of it, that is not decoded.
  case unsupported(ImageFormat, kind: String?)
  /// More pixels than `RGBImage.pixelLimit`, or than memory can address.
  case tooLarge(width: Int, height: Int)
  /// The decoder refuses it, in its own words.
  case damaged(ImageFormat, reason: String)
  /// The library that decodes the format is not installed.
  case noLibrary(ImageLibrary)

  /// Whether all images of the format fail alike, so that no further one need be tried.
  public var isOfMachine: Bool {
    if case .noLibrary = self { true } else { false }
  }
}

/// A format of image files, by its first bytes.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case bitmap = "BMP"
  case portableMap = "PPM"
  case gif = "GIF"
  case tiff = "TIFF"
  case webP = "WebP"
}

/// A library that is opened when the first image needs it.
public enum ImageLibrary: String, Hashable, Sendable, CaseIterable {
  case turboJPEG = "libturbojpeg.so.0"
  case png = "libpng16.so.16"

  /// The package of Debian that brings it.
  public var package: String {
    switch self {
    case .turboJPEG: "libturbojpeg0"
    case .png: "libpng16-16"
    }
  }

  public var format: ImageFormat {
    switch self {
    case .turboJPEG: .jpeg
    case .png: .png
    }
  }
}
