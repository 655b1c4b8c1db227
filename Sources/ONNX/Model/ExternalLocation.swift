import Glibc
import SystemPackage

extension ONNXTensor {
  /// Requires that a location stays in the folder of the model as it is written.
  func requireInnerLocation(_ location: String) throws(ONNXFailure) {
    let path = FilePath(location)
    let leaves = path.isAbsolute || path.components.contains { $0.kind == .parentDirectory }
    if location.isEmpty || leaves {
      throw ONNXFailure(.externalLocation(location), at: .tensor(name))
    }
  }
}

extension ONNXGraph {
  /// Requires that no link on the way to weights in other files leads out of the folder.
  ///
  /// A file that is missing leads nowhere, and counting needs none.
  func requireInnerLocations(in folder: FilePath) throws(ONNXFailure) {
    var checked: Set<String> = []
    let folder = folder.isEmpty ? FilePath(".") : folder
    guard let root = folder.resolved else { return }
    for tensor in tensors {
      guard case .external(let data) = tensor.storage, checked.insert(data.location).inserted,
        let target = folder.pushing(FilePath(data.location)).resolved
      else { continue }
      guard target.starts(with: root) else {
        throw ONNXFailure(.externalLocation(data.location), at: .tensor(tensor.name))
      }
    }
  }

  /// The initializers, and tensors in attributes, those of bodies included.
  var tensors: [ONNXTensor] {
    initializers
      + nodes.flatMap { node in
        node.attributes.flatMap { attribute -> [ONNXTensor] in
          switch attribute.value {
          case .tensor(let tensor): [tensor]
          case .graph(let graph): graph.tensors
          default: []
          }
        }
      }
  }
}

extension FilePath {
  /// The path without links; nil where nothing is there.
  fileprivate var resolved: FilePath? {
    guard let pointer = realpath(string, nil) else { return nil }
    defer { free(pointer) }
    return FilePath(String(cString: pointer))
  }
}
