import RLAFiles
import SystemPackage

extension RGBImage {
  /// Reads and decodes a file; the content decides on the format, never the name.
  ///
  /// Colors are those of Pillow's `convert("RGB")`: gray is repeated, alpha dropped, and neither an
  /// orientation nor a profile of colors is applied.
  ///
  /// - Throws: `ImageFailure` where the file cannot be read, or is no image that is decoded.
  public init(contentsOf path: String) throws(ImageFailure) {
    let bytes: [UInt8]
    do throws(FileFailure) {
      let file = try FileWindow(path: FilePath(path))
      if file.count > Self.byteLimit { throw .notAFile }
      bytes = try file.bytes(in: 0..<file.count)
    } catch {
      throw .file(error)
    }
    try self.init(decoding: bytes)
  }

  /// No image within the limit of pixels is longer, even when it is not compressed.
  private static let byteLimit = 8 * pixelLimit

  /// Decodes the bytes of a file.
  ///
  /// - Throws: `ImageFailure` where they are no image that is decoded.
  public init(decoding bytes: [UInt8]) throws(ImageFailure) {
    if bytes.isEmpty { throw .empty }
    guard let format = ImageFormat(of: bytes) else { throw .unknownFormat }
    switch format {
    case .jpeg: self = try JPEGDecoder.decode(bytes)
    case .png: self = try PNGDecoder.decode(bytes)
    case .bitmap: self = try BitmapDecoder.decode(bytes)
    case .portableMap: self = try PortableMapDecoder.decode(bytes)
    case .gif, .tiff, .webP: throw .unsupported(format, kind: nil)
    }
  }

  /// Refuses what would take more memory than any image of a data set.
  static func requireSize(_ width: Int, _ height: Int) throws(ImageFailure) {
    let (pixels, isOverflow) = width.multipliedReportingOverflow(by: height)
    if isOverflow || pixels > pixelLimit { throw .tooLarge(width: width, height: height) }
  }
}

extension ImageFormat {
  /// The format of a file, by its first bytes.
  init?(of bytes: [UInt8]) {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if bytes.starts(with: PNGDecoder.signature) {
      self = .png
    } else if has("BM") {
      self = .bitmap
    } else if bytes.count > 2, has("P"), (0x31...0x36).contains(bytes[1]),
      PortableMapDecoder.isSpace(bytes[2])
    {
      self = .portableMap
    } else if has("GIF87a") || has("GIF89a") {
      self = .gif
    } else if has("II*\0") || has("MM\0*") {
      self = .tiff
    } else if has("RIFF"), has("WEBP", at: 8) {
      self = .webP
    } else {
      return nil
    }
  }
}
