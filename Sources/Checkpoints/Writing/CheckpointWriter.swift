package import RLANetworks
package import SystemPackage

/// Writes the tensors of a file as a checkpoint; the same tensors give the same bytes.
package struct CheckpointWriter {
  package enum Format: String, CaseIterable, Sendable {
    /// The zip archives of `torch.save`.
    case pth
    case safetensors
  }

  /// What stops the writing.
  package enum Failure: Error {
    /// A tensor of the source cannot be read.
    case tensor(TensorFailure)
    /// The format has no such elements.
    case type(FileTensor)
    /// The output would be longer than the format allows, in bytes.
    case tooLong(limit: Int)
    case output(Errno)
  }

  package typealias Put = (UnsafeRawBufferPointer) throws(Errno) -> Void

  package let format: Format
  /// What is written beside the tensors, where it is known.
  package var epoch: Int?
  package var architecture: String?
  package var bestAccuracy: Double?
  /// What a training needs to go on, in archives alone.
  package var training: SavedTraining?

  package init(_ format: Format) { self.format = format }

  /// - Parameters:
  ///   - source: Has the tensors.
  ///   - put: Takes the next bytes of the output.
  /// - Throws: `Failure`; what was put until then is worthless.
  package func write(_ source: some TensorFile, to put: @escaping Put) throws(Failure) {
    for tensor in source.tensors where !SafetensorsFile.types.values.contains(tensor.type) {
      throw .type(tensor)
    }
    switch format {
    case .pth: try writeArchive(source, to: put)
    case .safetensors: try writeSafetensors(source, to: put)
    }
  }

  /// Puts the elements of a tensor.
  static func elements(
    of tensor: FileTensor, in source: some TensorFile, to put: Put
  ) throws(Failure) {
    var (written, refusal) = (0, Errno?.none)
    do throws(TensorFailure) {
      try source.read(tensor.request) { chunk in
        written += chunk.count
        if refusal != nil { return }
        do throws(Errno) {
          try put(chunk)
        } catch {
          refusal = error
        }
      }
    } catch {
      throw .tensor(error)
    }
    if let refusal { throw .output(refusal) }
    if written != tensor.byteCount {
      throw .tensor(
        TensorFailure(
          expected: tensor.request, found: .elements(written / tensor.type.bytes)))
    }
  }

  /// Puts some bytes.
  static func put(_ bytes: [UInt8], to put: Put) throws(Failure) {
    do throws(Errno) {
      try bytes.withUnsafeBufferPointer { bytes throws(Errno) in
        try put(UnsafeRawBufferPointer(bytes))
      }
    } catch {
      throw .output(error)
    }
  }
}
