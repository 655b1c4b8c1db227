import RLAFiles
import RLANetworks

extension CheckpointTensor {
  /// Reads the elements in row-major order and converts them.
  ///
  /// Elements in another order are gathered from a copy of what lies between the first and the last.
  func read(
    from file: FileWindow, _ conversion: ElementConversion,
    _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(FileFailure) {
    if shape.contains(0) { return }
    if isRowMajor { return try conversion.read(range, of: file, accept) }
    let bytes = try file.bytes(in: range)
    let width = type.bytes
    bytes.withUnsafeBytes { source in
      let chunk = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ElementConversion.chunkCount * width, alignment: 64)
      defer { chunk.deallocate() }
      var filled = 0
      forEachElement { element in
        chunk[filled..<filled + width].copyBytes(
          from: source[element * width..<(element + 1) * width])
        filled += width
        if filled == chunk.count {
          conversion.convert(UnsafeRawBufferPointer(chunk), accept)
          filled = 0
        }
      }
      conversion.convert(UnsafeRawBufferPointer(rebasing: chunk[..<filled]), accept)
    }
  }

  /// Calls `body` with the distance of each element from the first one, in row-major order.
  private func forEachElement(_ body: (Int) -> Void) {
    let (rows, columns) = (shape.dropLast(), shape.last ?? 1)
    let step = strides.last ?? 0
    var (index, offset) = ([Int](repeating: 0, count: rows.count), 0)
    while true {
      for column in 0..<columns { body(offset + column * step) }
      var axis = rows.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < rows[axis] { break }
        offset -= index[axis] * strides[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
