public import RLANetworks
import RLASymbolic

/// A tensor of a model without its elements, unless they are few.
public struct ONNXTensor: Hashable, Sendable {
  /// Where the elements are.
  public enum Storage: Hashable, Sendable {
    /// As they are in memory, in these bytes of the file.
    case raw(Range<Int>)
    /// As a list of numbers in the file, in the message that has these bytes of it.
    case list(count: Int, Range<Int>)
    /// In another file.
    case external(ExternalData)
  }

  /// A part of another file in the folder of the model.
  public struct ExternalData: Hashable, Sendable {
    public var location = ""
    public var offset = 0
    /// In bytes; nil for all to the end of the file.
    public var length: Int?
  }

  public internal(set) var name = ""
  public internal(set) var id = ONNXName.empty
  public internal(set) var dims: [Int] = []
  public internal(set) var type = ElementType.float32
  /// The type in the file where a run takes another one; nil where it is the same.
  var typeInFile: ElementType?
  public internal(set) var storage = Storage.list(count: 0, 0..<0)
  /// The elements of a small tensor, truth values as 0 and 1; nil where they are not known.
  public internal(set) var numbers: [ONNXNumber]?
  /// How many elements of a sparse tensor are stored; nil for a dense one.
  public internal(set) var storedElements: Int?

  /// The number of elements.
  public internal(set) var count = 1

  init() {}

  /// A tensor of which nothing is in a file.
  init(_ fact: Fact, _ numbers: [ONNXNumber]?) {
    type = fact.type
    dims = fact.shape.values ?? []
    count = dims.reduce(1, *)
    self.numbers = numbers
  }

  /// Bytes of elements that are packed without gaps.
  public var byteCount: Int {
    let bits = count * type.bits
    return bits / 8 + (bits % 8 == 0 ? 0 : 1)
  }

  /// The elements that the file has, which are the parameters of a learned tensor.
  public var storedCount: Int { storedElements ?? count }

  /// The type of the elements in the file.
  var storedType: ElementType { typeInFile ?? type }

  /// More axes are refused, as PyTorch and NumPy refuse them.
  static let mostAxes = 64

  /// Larger tensors are data, and their elements are not read.
  static let mostNumbers = 4096
}

/// One element of a small tensor.
public enum ONNXNumber: Hashable, Sendable {
  case whole(Int)
  case real(Double)

  public var real: Double {
    switch self {
    case .whole(let number): Double(number)
    case .real(let number): number
    }
  }

  /// The whole number that it is; nil for a fraction.
  public var whole: Int? {
    switch self {
    case .whole(let number): number
    case .real(let number): Int(exactly: number)
    }
  }
}
