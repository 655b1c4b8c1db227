import RLACheckpoints
import RLAFiles
import RLANetworks
import SystemPackage

extension StoredImages {
  /// The names of the two tensors in a file of safetensors.
  package static let names = (images: "images", labels: "labels")

  /// Images and labels of a file of safetensors.
  ///
  /// - Parameter path: The file; its tensors are 'images', bytes, and 'labels', whole numbers.
  /// - Throws: `DatasetFailure` where there is no such file, or it holds other tensors.
  public convenience init(safetensors path: String) throws(DatasetFailure) {
    let file: Checkpoint
    do throws(CheckpointFailure) {
      file = try Checkpoint(path: FilePath(path))
    } catch {
      throw .checkpoint(path, error)
    }
    if file.facts.format != .safetensors {
      throw .checkpoint(path, CheckpointFailure(.foreign(.unknown)))
    }
    let images = try Self.tensor(Self.names.images, of: file, path)
    let labels = try Self.tensor(Self.names.labels, of: file, path)
    let numbers = try Self.numbers(labels, of: file, path, images: images.shape.first ?? 0)
    guard let place = file.place(of: images.name) else {
      throw .images(path, images.type, shape: images.shape)
    }
    try self.init(
      path: path, start: place.lowerBound, images.type, shape: images.shape, labels: numbers)
  }

  private static func tensor(
    _ name: String, of file: Checkpoint, _ path: String
  ) throws(DatasetFailure) -> FileTensor {
    guard let tensor = file.tensors.first(where: { $0.name == name }) else {
      throw .missingTensor(path, name: name, found: file.tensors.map(\.name))
    }
    return tensor
  }

  private static func numbers(
    _ labels: FileTensor, of file: Checkpoint, _ path: String, images: Int
  ) throws(DatasetFailure) -> [Int] {
    try requireLabels(path, labels.type, labels.shape, images)
    var numbers: [Int] = []
    do throws(TensorFailure) {
      try file.read(labels.request) { chunk in
        guard let base = chunk.baseAddress else { return }
        for index in 0..<(chunk.count / labels.type.bytes) {
          numbers.append(Int(exactly: labels.type.number(base, index) as Double) ?? -1)
        }
      }
    } catch {
      throw .file(path, .end(offset: 0))
    }
    return try classes(numbers, path)
  }

  /// Images and labels of two arrays of NumPy.
  ///
  /// - Throws: `DatasetFailure` where a file is missing or holds something else.
  public convenience init(images path: String, labels: String) throws(DatasetFailure) {
    let (_, array) = try Self.array(path)
    let (file, numbers) = try Self.array(labels)
    try Self.requireLabels(labels, numbers.type, numbers.shape, array.shape.first ?? 0)
    let found: [Int]
    do throws(FileFailure) {
      found = numbers.wholeNumbers(try file.bytes(in: numbers.range))
    } catch {
      throw .file(labels, error)
    }
    try self.init(
      path: path, start: array.range.lowerBound, array.type, shape: array.shape,
      labels: try Self.classes(found, labels))
  }

  private static func array(
    _ path: String
  ) throws(DatasetFailure) -> (FileWindow, NumPyArray) {
    let file: FileWindow
    let start: [UInt8]
    do throws(FileFailure) {
      file = try FileWindow(path: FilePath(path))
      start = try file.bytes(in: 0..<min(file.count, NumPyArray.mostHeaderBytes))
    } catch {
      throw .file(path, error)
    }
    do throws(ArrayFlaw) {
      return (file, try NumPyArray(start: start, fileCount: file.count))
    } catch {
      throw .array(path, error)
    }
  }

  /// Requires one whole number for each image.
  private static func requireLabels(
    _ path: String, _ type: ElementType, _ shape: [Int], _ images: Int
  ) throws(DatasetFailure) {
    let isWhole = type.isPlainNumber && ![.float16, .bfloat16, .float32, .float64].contains(type)
    // A column is as good as a row.
    let isRow = shape == [images] || shape == [images, 1]
    if !isWhole || !isRow { throw .labels(path, type, shape: shape, images: images) }
  }

  /// More classes than any network has.
  private static let mostClasses = 1 << 20

  /// The labels, where each is a number from zero.
  private static func classes(_ labels: [Int], _ path: String) throws(DatasetFailure) -> [Int] {
    if let bad = labels.firstIndex(where: { !(0..<mostClasses).contains($0) }) {
      throw .label(path, index: bad, labels[bad])
    }
    return labels
  }
}

extension NumPyArray {
  /// The elements, which lie in these bytes.
  public func wholeNumbers(_ bytes: [UInt8]) -> [Int] {
    let width = type.bytes
    return (0..<bytes.count / width).map { index in
      var bits: UInt64 = 0
      for place in 0..<width {
        let byte = bytes[index * width + (isBigEndian ? place : width - 1 - place)]
        bits = bits << 8 | UInt64(byte)
      }
      switch type {
      case .int8: return Int(Int8(truncatingIfNeeded: bits))
      case .int16: return Int(Int16(truncatingIfNeeded: bits))
      case .int32: return Int(Int32(truncatingIfNeeded: bits))
      case .bool: return bits == 0 ? 0 : 1
      default: return Int(truncatingIfNeeded: bits)
      }
    }
  }
}
