import Glibc

/// A grid of means or maxima for each of the given regions of a map, sampled bilinearly.
///
/// Tensors are at any strides: x N×C×H×W, regions R×4 as (left, top, right, bottom), images R, y
/// R×C×height×width. A region of an image that is not there gives NaN. Source: ONNX RoiAlign, version
/// 22.
package struct RegionAlignKernel: Hashable, Sendable {
  package let height: Int
  package let width: Int
  /// Samples along each axis of a cell; nil for ⌈size of the cell⌉.
  package let samples: Int?
  /// Whether the largest weighted neighbor of all samples counts, not their mean.
  package let takesLargest: Bool
  /// Positions of the map for each unit of the regions.
  package let scale: Float
  package let shiftsByHalf: Bool

  package init(
    height: Int, width: Int, samples: Int?, takesLargest: Bool, scale: Float, shiftsByHalf: Bool
  ) {
    self.height = height
    self.width = width
    self.samples = samples
    self.takesLargest = takesLargest
    self.scale = scale
    self.shiftsByHalf = shiftsByHalf
  }

  /// A region along one axis of the map.
  private struct Span {
    let start: Float
    /// Positions of the map in a cell.
    let cell: Float
    /// Samples in a cell.
    let samples: Int

    func position(_ index: Int, _ sample: Int) -> Float {
      start + (Float(index) + (Float(sample) + 0.5) / Float(samples)) * cell
    }
  }

  private func span(_ first: Float, _ last: Float, cells: Int) -> Span {
    let shift: Float = shiftsByHalf ? 0.5 : 0
    let start = first * scale - shift
    let length = last * scale - shift - start
    let cell = (shiftsByHalf ? length : max(length, 1)) / Float(cells)
    // What is not a number or absurdly large is sampled once, instead of without end.
    let wanted = cell.isFinite && abs(cell) < 0x1p15 ? Int(cell.rounded(.up)) : 1
    return Span(start: start, cell: cell, samples: samples ?? max(wanted, 0))
  }

  package func forward(
    _ x: TensorView, regions: TensorView, images: TensorView, to y: TensorView,
    on pool: WorkerPool
  ) {
    let (corners, numbers) = (regions.elements(of: Float.self), images.elements(of: Int64.self))
    pool.run(y.sizes[0]) { region, _ in
      let side = (0..<4).map { corners[region * regions.strides[0] + $0 * regions.strides[1]] }
      let image = numbers[region * images.strides[0]]
      let isThere = image >= 0 && image < x.sizes[0]
      let (across, down) = (
        span(side[0], side[2], cells: width), span(side[1], side[3], cells: height)
      )
      var neighbors: [Neighbor] = []
      for cell in 0..<height * width {
        let (row, column) = cell.quotientAndRemainder(dividingBy: width)
        let target =
          y.elements(of: Float.self) + region * y.strides[0] + row * y.strides[2]
          + column * y.strides[3]
        find(&neighbors, down, row, across, column, x)
        for channel in 0..<y.sizes[1] {
          target[channel * y.strides[1]] =
            isThere
            ? joined(neighbors, x, image: Int(image), channel, down.samples * across.samples)
            : .nan
        }
      }
    }
  }

  /// A position of the map beside a sample.
  private typealias Neighbor = (offset: Int, weight: Float)

  /// Replaces what `neighbors` holds, whose memory serves all cells of a region, by the neighbors of all
  /// samples in a cell.
  private func find(
    _ neighbors: inout [Neighbor], _ down: Span, _ row: Int, _ across: Span, _ column: Int,
    _ x: TensorView
  ) {
    neighbors.removeAll(keepingCapacity: true)
    for first in 0..<down.samples {
      for second in 0..<across.samples {
        let count = neighbors.count
        RoIAlignKernel.forEachNeighbor(
          down.position(row, first), across.position(column, second), x.sizes[2], x.sizes[3]
        ) { pixel, weight in
          let (line, place) = pixel.quotientAndRemainder(dividingBy: x.sizes[3])
          neighbors.append((line * x.strides[2] + place * x.strides[3], weight))
        }
        // A neighbor without weight is a 0, which may be the largest of them.
        if takesLargest, neighbors.count < count + 4 { neighbors.append((0, 0)) }
      }
    }
  }

  private func joined(
    _ neighbors: [Neighbor], _ x: TensorView, image: Int, _ channel: Int,
    _ count: Int
  ) -> Float {
    let source = x.elements(of: Float.self) + image * x.strides[0] + channel * x.strides[1]
    if takesLargest {
      return neighbors.lazy.map { $0.weight * source[$0.offset] }.max() ?? 0
    }
    return neighbors.reduce(0) { $0 + $1.weight * source[$1.offset] } / Float(max(1, count))
  }
}
