import RLAFiles
import RLANetworks
import SystemPackage

/// Images of one size in a file of bytes, each read when it is asked for.
public final class StoredImages: LabeledImages {
  /// What an image is in the file.
  public enum Layout: Hashable, Sendable {
    case gray
    /// Height, width, channels.
    case channelsLast
    /// Channels, height, width.
    case channelsFirst
  }

  public let classes: [String]
  public let height: Int
  public let width: Int
  private let labels: [Int]
  private let path: String
  private let layout: Layout
  private let file: FileDescriptor
  /// The offset of the first image in the file.
  private let start: Int

  /// - Parameters:
  ///   - path: The file of the images.
  ///   - start: Where they begin in it.
  ///   - type: What an element is.
  ///   - shape: Images, and what each is; see `geometry`.
  ///   - labels: One for each image.
  /// - Throws: `DatasetFailure` where they are no bytes of pixels, or the file cannot be opened.
  init(
    path: String, start: Int, _ type: ElementType, shape: [Int], labels: [Int]
  ) throws(DatasetFailure) {
    guard type == .uint8, let geometry = Self.geometry(shape) else {
      throw .images(path, type, shape: shape)
    }
    if labels.isEmpty { throw .noImages(path) }
    (layout, height, width) = geometry
    self.labels = labels
    classes = (0...(labels.max() ?? 0)).map(String.init)
    self.path = path
    self.start = start
    do {
      file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    } catch {
      throw .file(path, .system(code: (error as? Errno ?? .ioError).rawValue))
    }
  }

  deinit { try? file.close() }

  /// What images of this shape are: N x H x W of gray, N x H x W x 3 or 1 as in NumPy, or N x 3 or 1
  /// x H x W as in PyTorch; nil for others, and for images of no pixels.
  public static func geometry(_ shape: [Int]) -> (layout: Layout, height: Int, width: Int)? {
    guard shape.dropFirst().allSatisfy({ $0 > 0 }) else { return nil }
    switch shape.count {
    case 3: return (.gray, shape[1], shape[2])
    case 4 where shape[3] == 3: return (.channelsLast, shape[1], shape[2])
    case 4 where shape[3] == 1: return (.gray, shape[1], shape[2])
    case 4 where shape[1] == 3: return (.channelsFirst, shape[2], shape[3])
    case 4 where shape[1] == 1: return (.gray, shape[2], shape[3])
    default: return nil
    }
  }

  public var count: Int { labels.count }

  public func label(_ index: Int) -> Int { labels[index] }

  public func name(_ index: Int) -> String { "\(path)[\(index)]" }

  public func image(_ index: Int) throws(ImageFailure) -> RGBImage {
    let plane = width * height
    if plane > RGBImage.pixelLimit { throw .tooLarge(width: width, height: height) }
    let size = layout == .gray ? plane : 3 * plane
    let bytes = try read(start + index * size, size)
    switch layout {
    case .channelsLast: return RGBImage(width: width, height: height, pixels: bytes)
    case .gray: return RGBImage(width: width, height: height, gray: bytes)
    case .channelsFirst:
      return RGBImage(width: width, height: height) { buffer in
        for channel in 0..<3 {
          for pixel in 0..<plane { buffer[3 * pixel + channel] = bytes[channel * plane + pixel] }
        }
      }
    }
  }

  /// Bytes of the file; unlike a window, several threads may read at a time.
  private func read(_ offset: Int, _ count: Int) throws(ImageFailure) -> [UInt8] {
    var failure: ImageFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        do {
          let rest = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<count])
          let read = try file.read(fromAbsoluteOffset: Int64(offset + filled), into: rest)
          if read == 0 { failure = .file(.end(offset: offset + filled)) }
          filled += read
        } catch {
          failure = .file(.system(code: (error as? Errno ?? .ioError).rawValue))
        }
        if failure != nil { return }
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

extension RGBImage {
  /// An image of gray, one byte for each pixel.
  init(width: Int, height: Int, gray: [UInt8]) {
    self.init(width: width, height: height) { buffer in
      for (pixel, value) in gray.enumerated() {
        for channel in 0..<3 { buffer[3 * pixel + channel] = value }
      }
    }
  }
}
