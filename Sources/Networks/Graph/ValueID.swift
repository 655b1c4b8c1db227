/// The number of a value of a network.
///
/// Numbers are dense, so that facts about values are arrays.
public struct ValueID: Hashable, Sendable {
  public let index: Int

  @inlinable
  public init(_ index: Int) {
    self.index = index
  }
}

extension ValueID: Strideable {
  @inlinable
  public func distance(to other: ValueID) -> Int { other.index - index }

  @inlinable
  public func advanced(by distance: Int) -> ValueID { ValueID(index + distance) }
}

extension ValueID: CustomStringConvertible {
  public var description: String { "%\(index)" }
}

extension Array {
  /// What an array by value holds for one of them.
  @inlinable
  public subscript(value: ValueID) -> Element {
    get { self[value.index] }
    set { self[value.index] = newValue }
  }
}
