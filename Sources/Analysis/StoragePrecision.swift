public import RLANetworks
import RLASymbolic

/// The type in which the real numbers of a network are stored: its values and its parameters.
///
/// It changes bytes and no count of operations. Values of other types, such as indices, keep theirs.
public enum StoragePrecision: String, CaseIterable, Sendable {
  case float32
  case float16
  case bfloat16
  case int8

  /// The type of a stored element.
  public var stored: ElementType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int8: .int8
    }
  }

  /// The type of parameters, gradients, optimizer state and saved activations in training; float32
  /// where the stored type has no gradients.
  public var trained: ElementType { stored.isFloating ? stored : .float32 }

  /// The type in which a value of a network is stored.
  public func type(of fact: Fact) -> ElementType {
    fact.type == .float32 ? stored : fact.type
  }

  /// Bytes of a value where it is stored.
  func bytes(of fact: Fact) -> Dim { fact.shape.elements * Dim(type(of: fact).bytes) }

  /// Bytes of a value that training saves.
  func trainedBytes(of fact: Fact) -> Dim {
    fact.type == .float32 ? fact.shape.elements * Dim(trained.bytes) : fact.bytes
  }
}
