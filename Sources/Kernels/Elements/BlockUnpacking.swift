/// Weights of a few bits each as real numbers: `w = (q − zero) · scale`, blocks of a row sharing both.
///
/// The first weight of a byte is in its lowest bits, and a block begins with a byte. Source: MatMulNBits
/// of ONNX Runtime.
package struct BlockUnpacking: Hashable, Sendable {
  package let rows: Int
  package let columns: Int
  package let bits: Int
  package let block: Int

  package init(rows: Int, columns: Int, bits: Int, block: Int) {
    self.rows = rows
    self.columns = columns
    self.bits = bits
    self.block = block
  }

  private var blocks: Int { (columns + block - 1) / block }

  /// A number of a list that is packed without gaps.
  private func number(_ index: Int, in bytes: UnsafePointer<UInt8>) -> Int {
    let (byte, shift) = (index * bits).quotientAndRemainder(dividingBy: 8)
    let low = Int(bytes[byte]) >> shift
    let isSplit = shift + bits > 8
    return (isSplit ? low | Int(bytes[byte + 1]) << (8 - shift) : low) & (1 << bits - 1)
  }

  /// Writes rows × columns.
  ///
  /// `zeros` holds packed numbers, a row of blocks beginning with a byte; where it is nil, zero points are
  /// half of the range.
  package func run(
    _ packed: UnsafePointer<UInt8>, scales: UnsafePointer<Float>, zeros: UnsafePointer<UInt8>?,
    to weights: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    let blockBytes = (block * bits + 7) / 8
    let zeroBytes = (blocks * bits + 7) / 8
    pool.split(rows, grain: 8) { range, _ in
      for row in range {
        for column in 0..<columns {
          let (place, rest) = column.quotientAndRemainder(dividingBy: block)
          let bytes = packed + (row * blocks + place) * blockBytes
          let zero = zeros.map { number(place, in: $0 + row * zeroBytes) } ?? 1 << (bits - 1)
          weights[row * columns + column] =
            Float(number(rest, in: bytes) - zero) * scales[row * blocks + place]
        }
      }
    }
  }
}
