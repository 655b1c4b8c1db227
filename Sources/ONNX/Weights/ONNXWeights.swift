import RLAFiles
public import RLANetworks
public import SystemPackage

/// The weights and constants of a network, read from the model that it comes from.
///
/// Numbers are converted to 32-bit ones where a network wants these. Files are read through a
/// window and not mapped, so that one that becomes shorter ends a read and not the process.
public final class ONNXWeights: TensorFile {
  /// Other files in the folder of the model that it names and that are not there, sorted.
  public let missingFiles: [String]
  private let sources: [String: ONNXTensor]
  private let model: FileBytes
  /// By location.
  private let files: [String: FileBytes]

  /// Opens the files that have the elements, and checks that they are long enough.
  ///
  /// - Parameters:
  ///   - network: The network of the model.
  ///   - path: The file of the model.
  /// - Throws: `ONNXFailure` where a file cannot be read or a tensor lies beyond its end; a file
  ///   beside the model may be missing.
  public init(of network: ONNXNetwork, at path: FilePath) throws(ONNXFailure) {
    sources = Dictionary(uniqueKeysWithValues: network.sources.map { ($0.name, $0.tensor.tensor) })
    model = try FileBytes(path: path)
    var (files, missing) = ([String: FileBytes](), Set<String>())
    for (name, tensor) in sources.sorted(by: { $0.key < $1.key }) {
      guard case .external(let place) = tensor.storage, !missing.contains(place.location) else {
        continue
      }
      if files[place.location] == nil {
        guard let file = try Self.open(place.location, beside: path) else {
          missing.insert(place.location)
          continue
        }
        files[place.location] = file
      }
      if let file = files[place.location] {
        try place.require(tensor, name, in: file)
      }
    }
    self.files = files
    missingFiles = missing.sorted()
  }

  /// A file in the folder of the model; nil where there is none.
  private static func open(
    _ location: String, beside path: FilePath
  ) throws(ONNXFailure) -> FileBytes? {
    do throws(ONNXFailure) {
      return try FileBytes(path: path.removingLastComponent().pushing(FilePath(location)))
    } catch {
      if error.reason == .system(code: Errno.noSuchFileOrDirectory.rawValue) { return nil }
      throw error
    }
  }

  /// Whether the model says where elements are, and the file is there.
  public func holds(_ name: String) -> Bool {
    guard let tensor = sources[name] else { return false }
    if case .external(let place) = tensor.storage { return files[place.location] != nil }
    return true
  }

  /// The names of the tensors that the model has the elements of, and of those that it lacks.
  public var names: (held: [String], lacking: [String]) {
    let names = sources.keys.sorted()
    return (names.filter(holds), names.filter { !holds($0) })
  }

  /// The tensors that the model has the elements of, by name.
  public var tensors: [FileTensor] {
    names.held.compactMap { name in
      fact(of: name).map { FileTensor(name, $0.dims, $0.type) }
    }
  }

  /// What the model says of a tensor; nil where it has none of this name.
  public func fact(of name: String) -> (type: ElementType, dims: [Int])? {
    sources[name].map { ($0.type, $0.dims) }
  }

  public func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    let (tensor, conversion) = try place(of: request)
    var delivered = 0
    do throws(ONNXFailure) {
      try read(tensor, conversion) {
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
    guard let (file, range) = try unconverted(request) else {
      return try copy(request, into: memory, seen)
    }
    var delivered = 0
    do throws(ONNXFailure) {
      try file.read(range, into: memory) {
        delivered += $0.count / request.type.bytes
        seen($0)
      }
    } catch {
      throw TensorFailure(expected: request, found: .elements(delivered))
    }
  }

  /// Elements that are not converted are read past the windows, which belong to one thread.
  public func canBeReadAtOnce(_ request: TensorRequest) -> Bool {
    (try? unconverted(request)) != nil
  }

  /// Where the elements lie as they are wanted; nil where they do not.
  private func unconverted(
    _ request: TensorRequest
  ) throws(TensorFailure) -> (file: FileBytes, range: Range<Int>)? {
    let (tensor, conversion) = try place(of: request)
    guard conversion.isIdentity, tensor.numbers == nil, let place = bytes(of: tensor),
      place.range.count == request.byteCount
    else { return nil }
    return place
  }

  private func place(
    of request: TensorRequest
  ) throws(TensorFailure) -> (ONNXTensor, ElementConversion) {
    guard let tensor = sources[request.name], holds(request.name) else {
      throw TensorFailure(expected: request, found: .nothing)
    }
    guard tensor.count == request.count, tensor.storedElements == nil,
      let conversion = ElementConversion(tensor.storedType, request.type)
    else {
      throw TensorFailure(expected: request, found: .tensor(tensor.type, shape: tensor.dims))
    }
    return (tensor, conversion)
  }

  /// Where the elements lie one behind the other; nil for those in a list of numbers.
  private func bytes(of tensor: ONNXTensor) -> (file: FileBytes, range: Range<Int>)? {
    switch tensor.storage {
    case .raw(let range): return (model, range)
    case .list: return nil
    case .external(let place):
      let count = tensor.count * tensor.storedType.bytes
      return files[place.location].map { ($0, place.offset..<place.offset + count) }
    }
  }

  private func read(
    _ tensor: ONNXTensor, _ conversion: ElementConversion,
    _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(ONNXFailure) {
    if let numbers = tensor.numbers {
      return conversion.write(numbers, accept)
    }
    if case .list(_, let message) = tensor.storage {
      let listed = try WireReader(model, message, "TensorProto").numbers()
      conversion.write(tensor.storedType.numbers(listed: listed, tensor.count) ?? [], accept)
    } else if let (file, range) = bytes(of: tensor) {
      try file.read(range, conversion, accept)
    }
  }
}

extension ONNXTensor.ExternalData {
  /// Requires that the elements of a tensor lie within the file.
  fileprivate func require(
    _ tensor: ONNXTensor, _ name: String, in file: FileBytes
  ) throws(ONNXFailure) {
    let expected = tensor.count * tensor.storedType.bytes
    if let length, length != expected {
      throw ONNXFailure(.dataSize(expected: expected, found: length), at: .tensor(name))
    }
    guard offset >= 0, offset <= file.count, file.count - offset >= expected else {
      throw ONNXFailure(
        .externalSize(location, expected: expected, offset: offset, found: file.count),
        at: .tensor(name))
    }
  }
}

extension WireReader {
  /// The numbers of a tensor that are stored as a list.
  func numbers() throws(ONNXFailure) -> [ONNXNumber] {
    var reader = self
    var numbers: [ONNXNumber] = []
    while let field = try reader.next() {
      switch field.number {
      case 4: try reader.floats(field) { numbers.append(.real($0)) }
      case 5, 7, 11: try reader.integers(field) { numbers.append(.whole($0)) }
      case 10: try reader.doubles(field) { numbers.append(.real($0)) }
      default: try reader.skip(field)
      }
    }
    return numbers
  }
}
