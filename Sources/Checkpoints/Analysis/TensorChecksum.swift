public import RLANetworks

extension TensorFile {
  /// The CRC-32 of the elements of a tensor in row-major order, little-endian, as they are stored; the
  /// same for the same tensor in a file of any format.
  ///
  /// - Throws: `TensorFailure` where the file cannot be read.
  public func checksum(of tensor: FileTensor) throws(TensorFailure) -> UInt32 {
    var sum = CRC32()
    try read(tensor.request) { sum.add($0) }
    return sum.value
  }
}
