/// Columns and rows of an image that are resized together.
struct Resampling {
  private let pixels: UnsafePointer<UInt8>
  private let width: Int
  private let columns: ResizedAxis
  private let rows: ResizedAxis

  init(
    _ pixels: UnsafePointer<UInt8>, width: Int, columns: ResizedAxis, rows: ResizedAxis
  ) {
    self.pixels = pixels
    self.width = width
    self.columns = columns
    self.rows = rows
  }

  /// First the rows are resized, of those alone that the columns read, and rounded to bytes, then the
  /// columns; the results are normalized.
  func write(
    _ normalization: ChannelNormalization, isMirrored: Bool,
    into target: UnsafeMutablePointer<Float>
  ) {
    let (kept, keptRows) = (columns.starts.count, rows.starts.count)
    let lineBytes = 3 * kept
    withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: (rows.read.count + 1) * lineBytes
    ) { memory in
      guard let lines = memory.baseAddress else { return }
      for (line, row) in rows.read.enumerated() {
        resizeLine(pixels + 3 * row * width, into: lines + line * lineBytes)
      }
      let result = lines + rows.read.count * lineBytes
      for row in 0..<keptRows {
        let first = lines + (rows.starts[row] - rows.read.lowerBound) * lineBytes
        let line = rows.isCopied ? first : result
        if !rows.isCopied { combine(first, lineBytes, row, into: result) }
        normalization.write(
          line, count: kept, isMirrored: isMirrored, into: target + row * kept,
          plane: kept * keptRows)
      }
    }
  }

  /// The kept pixels of one line.
  private func resizeLine(
    _ line: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
  ) {
    if columns.isCopied {
      target.update(from: line + 3 * columns.starts[0], count: 3 * columns.starts.count)
      return
    }
    columns.weights.withUnsafeBufferPointer { weights in
      for column in columns.starts.indices {
        var source = line + 3 * columns.starts[column]
        var (red, green, blue) = (Self.half, Self.half, Self.half)
        let first = column * columns.stride
        for index in first..<first + columns.counts[column] {
          let weight = weights[index]
          red &+= weight &* Int32(source[0])
          green &+= weight &* Int32(source[1])
          blue &+= weight &* Int32(source[2])
          source += 3
        }
        target[3 * column] = Self.byte(red)
        target[3 * column + 1] = Self.byte(green)
        target[3 * column + 2] = Self.byte(blue)
      }
    }
  }

  /// One kept row of the lines that it reads.
  private func combine(
    _ lines: UnsafePointer<UInt8>, _ lineBytes: Int, _ row: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    let (first, count) = (row * rows.stride, rows.counts[row])
    rows.weights.withUnsafeBufferPointer { weights in
      for place in 0..<lineBytes {
        var sum = Self.half
        for index in 0..<count {
          sum &+= weights[first + index] &* Int32(lines[index * lineBytes + place])
        }
        target[place] = Self.byte(sum)
      }
    }
  }

  private static let half: Int32 = 1 << (ResizedAxis.fractionBits - 1)

  private static func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(sum >> ResizedAxis.fractionBits, 0), 255))
  }
}
