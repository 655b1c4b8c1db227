import RLAFiles
public import RLANetworks
public import SystemPackage

/// A file of trained tensors: what `torch.save` writes, since PyTorch 1.6 and before, or safetensors.
///
/// The content decides what a file is, never its name. A pickle is interpreted by `PickleReader`, which
/// knows the instructions that tensors need; nothing in the file is run, and no other file is opened.
/// Elements are read through a window when they are asked for, so that only one thread may use a file.
public final class Checkpoint: TensorFile {
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// The zip archives of `torch.save`.
    case zip
    /// The streams of `torch.save` before PyTorch 1.6.
    case legacy
    case safetensors
  }

  public let tensors: [FileTensor]
  public private(set) var facts: CheckpointFacts
  private let file: FileWindow
  private let places: [String: CheckpointTensor]
  private let momentum: [CheckpointTensor?]
  private let members: [ZipArchive.Member]

  /// Archives up to this size are read whole when they are opened, in bytes.
  public static let smallSize = 8 << 20

  /// Reads what a file says of its tensors; those of a small archive are compared with their checksums.
  ///
  /// - Throws: `CheckpointFailure` where the file cannot be read or is not exactly a checkpoint.
  public convenience init(path: FilePath) throws(CheckpointFailure) {
    let file: FileWindow
    do throws(FileFailure) {
      file = try FileWindow(path: path)
    } catch {
      throw CheckpointFailure(.file(error))
    }
    try self.init(file)
  }

  /// Reads bytes as if a file had them.
  public convenience init(_ bytes: [UInt8]) throws(CheckpointFailure) {
    try self.init(FileWindow(bytes))
  }

  private init(_ file: FileWindow) throws(CheckpointFailure) {
    self.file = file
    let content: CheckpointContent
    let format = try Format(of: file)
    switch format {
    case .zip: (content, members) = try TorchArchive.read(file)
    case .legacy: (content, members) = (try LegacyStream.read(file), [])
    case .safetensors: (content, members) = (try SafetensorsFile.read(file), [])
    }
    let names = StateNames(content)
    let found = try names.tensors(fileSize: file.count)
    tensors = found.map(\.stored)
    places = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
    momentum = content.momentum
    facts = CheckpointFacts(
      format: format, byteCount: file.count, epoch: content.epoch,
      architecture: content.architecture, bestAccuracy: content.bestAccuracy,
      optimizer: content.optimizer, note: content.note, hadModulePrefix: names.hadModulePrefix,
      countersLeftOut: names.countersLeftOut, otherEntries: content.otherEntries,
      isChecked: format == .zip ? false : nil)
    if file.count <= Self.smallSize { try check() }
  }

  /// Compares the checksums of all elements, for which the whole file is read; does nothing where that
  /// was done before or the format has none.
  ///
  /// - Throws: `CheckpointFailure` at the first member that was changed.
  public func check() throws(CheckpointFailure) {
    if facts.isChecked != false { return }
    for member in members { try member.check(in: file) }
    facts.isChecked = true
  }

  /// Where the elements of a tensor lie in the file; nil where the file lacks it or they do not lie one
  /// behind the other.
  package func place(of name: String) -> Range<Int>? {
    places[name].flatMap { $0.isRowMajor ? $0.range : nil }
  }

  public func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    try read(places[request.name], request, accept)
  }

  /// The parameters in the file's optimizer.
  public var momentumCount: Int { momentum.count }

  /// Reads the momentum of a parameter in row-major order; see `read`.
  ///
  /// - Parameters:
  ///   - index: The place of the parameter in the optimizer.
  ///   - request: The tensor that the momentum is of.
  ///   - accept: Receives the next elements.
  /// - Returns: Whether there is any; a parameter that never had a gradient has none.
  /// - Throws: `TensorFailure` where it is of another shape or type.
  public func readMomentum(
    _ index: Int, _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) -> Bool {
    guard momentum.indices.contains(index), let tensor = momentum[index] else { return false }
    try read(tensor, request, accept)
    return true
  }

  private func read(
    _ tensor: CheckpointTensor?, _ request: TensorRequest,
    _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    let (tensor, conversion) = try Self.place(tensor, of: request)
    var delivered = 0
    do throws(FileFailure) {
      try tensor.read(from: file, conversion) {
        delivered += $0.count / request.type.bytes
        accept($0)
      }
    } catch {
      // The file was long enough before.
      throw TensorFailure(expected: request, found: .elements(delivered))
    }
  }

  public func read(
    _ request: TensorRequest, into memory: UnsafeMutableRawBufferPointer,
    _ seen: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    let (tensor, conversion) = try Self.place(places[request.name], of: request)
    guard conversion.isIdentity, tensor.isRowMajor else {
      return try copy(request, into: memory, seen)
    }
    var delivered = 0
    do throws(FileFailure) {
      try file.read(tensor.range, into: memory) {
        delivered += $0.count / request.type.bytes
        seen($0)
      }
    } catch {
      throw TensorFailure(expected: request, found: .elements(delivered))
    }
  }

  private static func place(
    _ tensor: CheckpointTensor?, of request: TensorRequest
  ) throws(TensorFailure) -> (CheckpointTensor, ElementConversion) {
    guard let tensor else { throw TensorFailure(expected: request, found: .nothing) }
    guard tensor.shape == request.shape,
      let conversion = ElementConversion(tensor.type, request.type)
    else {
      throw TensorFailure(expected: request, found: .tensor(tensor.type, shape: tensor.shape))
    }
    return (tensor, conversion)
  }
}
