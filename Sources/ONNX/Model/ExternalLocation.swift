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
    var places: [String: String] = [:]
    addLocations(to: &places)
    let folder = folder.isEmpty ? FilePath(".") : folder
    guard !places.isEmpty, let root = folder.resolved else { return }
    for (location, tensor) in places.sorted(by: { $0.key < $1.key }) {
      guard let target = folder.pushing(FilePath(location)).resolved else { continue }
      guard target.starts(with: root) else {
        throw ONNXFailure(.externalLocation(location), at: .tensor(tensor))
      }
    }
  }

  /// Adds by location the first tensor whose elements are there, those of bodies included.
  private func addLocations(to places: inout [String: String]) {
    func add(_ tensor: ONNXTensor) {
      guard case .external(let data) = tensor.storage, places[data.location] == nil else { return }
      places[data.location] = tensor.name
    }
    initializers.forEach(add)
    for attribute in nodes.lazy.flatMap(\.attributes) {
      switch attribute.value {
      case .tensor(let tensor): add(tensor)
      case .graph(let graph): graph.addLocations(to: &places)
      default: continue
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
