public import RLAArchitectures
public import RLANetworks
public import RLAONNX
public import RLASymbolic

/// A network that a file describes node by node, so that nothing of it can be varied but the sizes
/// of its inputs.
public struct ImportedArchitecture: Architecture {
  public var name: String
  /// The file, which tells two such networks apart.
  public let path: String
  public let imported: ONNXNetwork

  public init(_ imported: ONNXNetwork, path: String) {
    name = imported.network.name
    self.path = path
    self.imported = imported
  }

  public var network: Network { imported.network }

  /// 0: the file fixes the classes, and nothing tells them from other sizes.
  public var classes: Dim {
    get { 0 }
    set { precondition(newValue == classes, "The file fixes the classes.") }
  }

  public var inputChannels: Dim { network.imageChannels ?? 0 }

  /// Height and width as the file declares them; 224 where it leaves them free.
  public var standardInput: (height: Int, width: Int) {
    guard network.imageChannels != nil else { return (Self.freeSize, Self.freeSize) }
    let dims = network.inputs[0].fact.shape.dims
    return (dims[2].value ?? Self.freeSize, dims[3].value ?? Self.freeSize)
  }

  private static let freeSize = 224

  public static var catalog: [CatalogEntry] { [] }

  public static func == (left: Self, right: Self) -> Bool { left.path == right.path }

  public func hash(into hasher: inout Hasher) { hasher.combine(path) }
}
