public import RLANetworks
import RLASymbolic

extension TensorFile {
  /// Looks for a shared tensor that has other elements under one of its names than under the first.
  ///
  /// - Parameter entries: The tensors of a network that the file fits.
  /// - Returns: That name and the first one; nil where all agree.
  /// - Throws: `TensorFailure` where a tensor cannot be read.
  public func disagreement(
    among entries: [StateEntry]
  ) throws(TensorFailure) -> (name: String, first: String)? {
    let names = Set(tensors.map(\.name))
    for entry in entries where names.contains(entry.name) {
      guard let first = entry.sharedWith, !entry.isCounter else { continue }
      let shape = entry.weight.shape.values ?? []
      if try bytes(of: TensorRequest(entry.name, shape)) != bytes(of: TensorRequest(first, shape)) {
        return (entry.name, first)
      }
    }
    return nil
  }

  private func bytes(of request: TensorRequest) throws(TensorFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(request) { bytes += $0 }
    return bytes
  }
}
