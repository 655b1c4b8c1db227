public import RLACheckpoints
public import RLAFiles
public import RLANetworks

/// Why a folder or a file is no data set, as facts.
public enum DatasetFailure: Error, Hashable, Sendable {
  case file(String, FileFailure)
  case checkpoint(String, CheckpointFailure)
  /// A file that is no array of NumPy.
  case array(String, ArrayFlaw)
  /// A tensor that a file lacks, and the names of those that it has.
  case missingTensor(String, name: String, found: [String])
  /// Images of another type or shape than bytes of pixels.
  case images(String, ElementType, shape: [Int])
  /// Labels of another type or shape than one whole number for each image.
  case labels(String, ElementType, shape: [Int], images: Int)
  /// A label that is no number of a class.
  case label(String, index: Int, Int)
  /// No images at all.
  case noImages(String)
  /// No folder within a folder, so that there are no classes.
  case noClasses(String)
  case emptyClass(String, name: String)
  /// The classes of two folders differ; names that are in one of them alone.
  case differentClasses(String, String, missing: [String], added: [String])
}

/// What is wrong with a file that should be an array of NumPy.
public enum ArrayFlaw: Error, Hashable, Sendable {
  /// It does not begin with the magic bytes, a version and the length of a header.
  case start
  case version(Int)
  /// The header is not a dictionary with exactly 'descr', 'fortran_order' and 'shape'.
  case header
  /// Elements that are not whole numbers or truth values, as the file names them.
  case type(String)
  /// Axes in the order of Fortran.
  case order
  /// Other bytes of elements than the header says.
  case size(found: Int, expected: Int)
}
