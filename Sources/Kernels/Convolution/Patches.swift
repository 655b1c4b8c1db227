import CRLAVectors
import Glibc

/// The pixels under each window as rows of a matrix, and back (im2col and col2im).
///
/// A row holds, group by group and tap by tap, the channels of the group:
/// `patches[p, (g·taps + t)·C/groups + c] = x[pixel under tap t of window p, g·C/groups + c]`.
struct Patches {
  let geometry: ConvolutionGeometry
  let groups: Int

  /// Fills the rows of the windows `rows`, counted over the batch.
  ///
  /// `parts` is the input in parts along the channels; `matrix` is rows.count × taps·C.
  func fill(_ matrix: Matrix, from parts: [FeatureMap], rows: Range<Int>) {
    if copiesLines(parts) {
      fillLines(matrix, from: parts[0], rows: rows)
      return
    }
    for (index, row) in rows.enumerated() {
      let (image, line, x) = place(of: row)
      let target = matrix.base + index * matrix.stride
      if groups > 1 {
        fillGroups(target, from: parts[0], image: image, line: line, x: x)
      } else {
        fillTaps(target, from: parts, image: image, line: line, x: x)
      }
    }
  }

  private func place(of window: Int) -> (image: Int, line: Int, x: Int) {
    let width = geometry.horizontal.output
    let (image, pixel) = window.quotientAndRemainder(dividingBy: geometry.outputLines * width)
    let (line, x) = pixel.quotientAndRemainder(dividingBy: width)
    return (image, line, x)
  }

  private func fillTaps(
    _ target: UnsafeMutablePointer<Float>, from parts: [FeatureMap], image: Int, line: Int, x: Int
  ) {
    let channels = parts.reduce(0) { $0 + $1.channels }
    for tap in 0..<geometry.taps {
      let destination = target + tap * channels
      guard let place = source(under: tap, image: image, line: line, x: x) else {
        memset(destination, 0, channels * MemoryLayout<Float>.size)
        continue
      }
      copy(parts, place, to: destination)
    }
  }

  /// The pixel under a tap of the window at (line, x), counted over the batch; nil in the padding.
  private func source(under tap: Int, image: Int, line: Int, x: Int) -> Int? {
    let h = geometry.horizontal
    let (u, w) = tap.quotientAndRemainder(dividingBy: h.kernel)
    guard let iy = geometry.inputLine(under: u, of: line), let ix = h.input(under: w, of: x) else {
      return nil
    }
    return (image * geometry.inputLines + iy) * h.input + ix
  }

  private func fillGroups(
    _ target: UnsafeMutablePointer<Float>, from map: FeatureMap, image: Int, line: Int, x: Int
  ) {
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<Float>?.self, capacity: geometry.taps
    ) { pixels in
      for tap in 0..<geometry.taps {
        pixels.initializeElement(
          at: tap,
          to: source(under: tap, image: image, line: line, x: x).map { UnsafePointer(map.row($0)) })
      }
      vec_group_patch(geometry.taps, pixels.baseAddress, groups, map.channels / groups, target)
    }
  }

  /// Whether the pixels under a line of the window are contiguous in memory and in the patch.
  private func copiesLines(_ parts: [FeatureMap]) -> Bool {
    groups == 1 && parts.count == 1 && geometry.horizontal.dilation == 1
      && parts[0].stride == parts[0].channels
  }

  /// Windows inside the image are copied together, those at its edges one by one.
  private func fillLines(_ matrix: Matrix, from map: FeatureMap, rows: Range<Int>) {
    let h = geometry.horizontal
    let inside = h.outputs(withInputUnder: 0).clamped(
      to: h.outputs(withInputUnder: h.kernel - 1))
    var row = rows.lowerBound
    while row < rows.upperBound {
      let (image, line, x) = place(of: row)
      let target = matrix.base + (row - rows.lowerBound) * matrix.stride
      if inside.contains(x) {
        let windows = min(inside.upperBound - x, rows.upperBound - row)
        fillWindows(
          target, matrix.stride, windows, from: map, image: image, line: line, x: x)
        row += windows
      } else {
        fillWindow(target, from: map, image: image, line: line, x: x)
        row += 1
      }
    }
  }

  /// Adjacent windows, none of which crosses the left or right edge.
  private func fillWindows(
    _ target: UnsafeMutablePointer<Float>, _ stride: Int, _ windows: Int, from map: FeatureMap,
    image: Int, line: Int, x: Int
  ) {
    let h = geometry.horizontal
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<Float>?.self, capacity: geometry.kernelLines
    ) { lines in
      for u in 0..<geometry.kernelLines {
        let source = geometry.inputLine(under: u, of: line).map { row in
          let first = (image * geometry.inputLines + row) * h.input + x * h.stride - h.padding
          return UnsafePointer(map.row(first))
        }
        lines.initializeElement(at: u, to: source)
      }
      vec_window_lines(
        windows, h.stride * map.stride, geometry.kernelLines, lines.baseAddress,
        h.kernel * map.channels,
        target, stride)
    }
  }

  private func fillWindow(
    _ target: UnsafeMutablePointer<Float>, from map: FeatureMap, image: Int, line: Int, x: Int
  ) {
    let h = geometry.horizontal
    let size = MemoryLayout<Float>.size
    let count = h.kernel * map.channels
    let first = x * h.stride - h.padding
    let lower = min(max(0, -first), h.kernel)
    let upper = max(lower, min(h.kernel, h.input - first))
    for u in 0..<geometry.kernelLines {
      let destination = target + u * count
      guard let row = geometry.inputLine(under: u, of: line), lower < upper else {
        memset(destination, 0, count * size)
        continue
      }
      if lower > 0 { memset(destination, 0, lower * map.channels * size) }
      let source = map.row((image * geometry.inputLines + row) * h.input + first + lower)
      memcpy(destination + lower * map.channels, source, (upper - lower) * map.channels * size)
      if upper < h.kernel {
        memset(destination + upper * map.channels, 0, (h.kernel - upper) * map.channels * size)
      }
    }
  }

  private func copy(
    _ parts: [FeatureMap], _ source: Int, to target: UnsafeMutablePointer<Float>
  ) {
    var destination = target
    for part in parts {
      memcpy(destination, part.row(source), part.channels * MemoryLayout<Float>.size)
      destination += part.channels
    }
  }

  /// Adds the gradients of one image's patches to one line of its pixels.
  ///
  /// `matrix` has one row for each window of the image; `dx` is one image, in parts along the
  /// channels.
  func collect(_ matrix: Matrix, into parts: [FeatureMap], line: Int) {
    let channels = parts.reduce(0) { $0 + $1.channels }
    let width = channels / groups
    let h = geometry.horizontal
    for u in 0..<geometry.kernelLines {
      guard let oy = geometry.outputLine(over: line, tap: u) else { continue }
      for w in 0..<h.kernel {
        for x in 0..<h.input {
          guard let ox = h.output(over: x, tap: w) else { continue }
          let source = matrix.base + (oy * h.output + ox) * matrix.stride
          let tap = u * h.kernel + w
          add(source, tap: tap, width: width, to: parts, pixel: line * h.input + x)
        }
      }
    }
  }

  private func add(
    _ source: UnsafeMutablePointer<Float>, tap: Int, width: Int, to parts: [FeatureMap], pixel: Int
  ) {
    if groups > 1 {
      vec_add_group_tap(
        geometry.taps, source + tap * width, groups, width, parts[0].row(pixel))
      return
    }
    var offset = source + tap * width
    for part in parts {
      Vectors.add(offset, to: part.row(pixel), count: part.channels)
      offset += part.channels
    }
  }
}
