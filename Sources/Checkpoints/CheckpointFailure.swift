public import RLAFiles

/// What is wrong with a checkpoint, and where.
public struct CheckpointFailure: Error, Hashable, Sendable {
  /// The part of the file that a failure belongs to.
  public enum Place: Hashable, Sendable {
    /// The file as a whole, or a byte of it that the reason names.
    case file
    /// A member of an archive.
    case member(String)
    /// A tensor by its name.
    case tensor(String)
    /// An instruction of a pickle, or a part of a header, by its offset in the file.
    case byte(Int)
  }

  public enum Reason: Hashable, Sendable {
    case file(FileFailure)
    /// The file is of another kind.
    case foreign(ForeignContent)
    case archive(ArchiveFlaw)
    case pickle(PickleFlaw)
    case header(HeaderFlaw)
    case tensor(TensorFlaw)
    /// The numbers of the file are big-endian.
    case bigEndian
    /// More data than the format can mean.
    case tooLong(limit: Int)
    /// Nothing in the file is a dictionary of tensors.
    case noTensors
  }

  public let place: Place
  public let reason: Reason

  public init(_ reason: Reason, at place: Place = .file) {
    self.place = place
    self.reason = reason
  }
}

/// Kinds of files that are no checkpoints, and may be taken for one.
public enum ForeignContent: Hashable, Sendable {
  case empty
  /// A pointer of Git LFS to a file that was not fetched.
  case largeFilePointer
  case webPage
  /// The format of PyTorch before 0.1.10.
  case tar
  /// A pickle that PyTorch did not write, or not in a format that is read.
  case pickle
  /// A program of TorchScript, with code.
  case script
  case unknown
}

/// What is wrong with a zip archive.
public enum ArchiveFlaw: Hashable, Sendable {
  /// There is no directory at the end.
  case noDirectory
  /// The directory does not have the entries that it claims, or does not end where it should.
  case directory
  case encrypted
  /// Compressed by a method with this number.
  case compressed(method: Int)
  /// The names in the directory and in front of the data differ.
  case names
  /// Sizes or checksums in the directory and in front of the data differ.
  case sizes
  case repeated
  case badName
  /// Members lie in two root folders.
  case roots(String, String)
  /// It should reach beyond the place of the data.
  case outside
  case overlap
  /// Bytes in front of the first member.
  case prefix
  case checksum
  case missing
  case byteOrder
}

/// What is wrong with a pickle.
public enum PickleFlaw: Hashable, Sendable {
  /// A global that no checkpoint needs: `posix.system`.
  case global(String)
  /// Something is called that is no function for tensors, or with other arguments.
  case call(String)
  case opcode(UInt8)
  case protocolVersion(Int)
  /// An instruction takes more values than there are, or a mark that is not there.
  case underflow
  /// An instruction adds to what is no list or dictionary.
  case target
  case memo(Int)
  case text
  case longNumber
  case key
  /// A reference to a storage of another form.
  case storageReference
  /// A storage that is a view of another one.
  case storageView
  case tooManySteps(limit: Int)
  /// The parts of a stream before PyTorch 1.6 are not those of a checkpoint.
  case stream
}

/// What is wrong with the header of a safetensors file.
public enum HeaderFlaw: Hashable, Sendable {
  case length(Int?, limit: Int)
  /// No JSON of the form that the format has; what was expected.
  case expected(String)
  case text
  case repeated(String)
  case missing(String)
  case tooManyNames(limit: Int)
  /// Bytes that belong to no tensor, or to two.
  case range(start: Int, expected: Int)
  case end(Int, expected: Int)
}

/// What is wrong with a tensor.
public enum TensorFlaw: Error, Hashable, Sendable {
  /// A type of elements that no network here has.
  case type(String)
  case negative
  case axes(Int, strides: Int, limit: Int)
  case overflow
  /// Elements beyond the end of the storage.
  case outside(last: Int, count: Int)
  case noStorage(String)
  /// A storage of so many bytes, for so many elements of a size.
  case storageSize(String, found: Int, count: Int, size: Int)
  /// The storage has elements of two types, or two sizes.
  case storageTypes(String)
  /// Bytes that are stored, and those that the type and the sizes need.
  case size(found: Int, expected: Int)
  /// Repeated elements that would take far more memory than the file.
  case expanded
  case repeatedName
  case name
}
