import RLANetworks

/// The name of a value, as its number among the names of a model.
///
/// Models have millions of names, of which most are looked up and few are ever shown.
public struct ONNXName: Hashable, Sendable {
  private let shortNumber: Int32

  /// Less than the number of names, so that what belongs to names is found in arrays.
  var number: Int { Int(shortNumber) }

  init(_ number: Int) { shortNumber = Int32(number) }

  /// The empty name, which stands for a value that is left out.
  static let empty = ONNXName(0)

  public var isEmpty: Bool { shortNumber == 0 }
}

extension ONNXModel {
  /// The text of a name that occurs in the model.
  public func text(of name: ONNXName) -> String { names[name.number] }
}
