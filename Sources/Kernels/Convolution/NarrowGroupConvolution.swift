import CRLAVectors

/// Convolution of groups of four or eight channels, several of which share a vector: no patches, and
/// no products with zeros.
///
/// A map with padding is copied once, with zeros around it. The filter is rearranged: taps and inputs
/// of sixteen channels, then those of the next sixteen. The gradients are those of
/// `ProductConvolution`.
package struct NarrowGroupConvolution: ForwardConvolution {
  private let product: ProductConvolution

  private static let lanes = 16

  /// nil for other groups, volumes, products in double precision, and channels that do not fill
  /// vectors.
  package init?(_ product: ProductConvolution) {
    let width = product.outputsPerGroup
    guard product.precision == .single, product.geometry.isFlat, width == 4 || width == 8,
      product.inputChannels == product.outputChannels,
      product.outputChannels.isMultiple(of: Self.lanes)
    else { return nil }
    self.product = product
  }

  private var geometry: ConvolutionGeometry { product.geometry }
  private var channels: Int { product.outputChannels }
  private var width: Int { product.outputsPerGroup }
  private var border: MapBorder? { MapBorder(geometry) }

  package var name: String { "direct, groups in vectors" }

  package var multiplyAddsInLibrary: Int { 0 }

  package var gradientKernel: any ConvolutionKernel { product }

  package func scratch(threads: Int, trains: Bool) -> Int {
    let own = border?.count(batch: product.batch, channels: channels) ?? 0
    return trains
      ? max(own + transformedCount, product.scratch(threads: threads, trains: true)) : own
  }

  package var transformedCount: Int { product.depth * channels }

  package func transformFilter(_ filter: Filter, to rearranged: Filter, on pool: WorkerPool) {
    pool.split(product.groups, grain: 8) { groups, _ in
      for group in groups {
        let (block, place) = (group * width).quotientAndRemainder(dividingBy: Self.lanes)
        product.matrix(filter, group: group).strips(0..<width, most: .max) { strip, columns in
          let target = rearranged.base + block * product.depth * Self.lanes + place
          Vectors.copy(
            strip.map, to: vec_map(base: target + columns.lowerBound, stride: Self.lanes),
            rows: strip.rows, channels: strip.columns)
        }
      }
    }
  }

  package func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool
  ) {
    precondition(parts.count == 1, "With groups, the input is one part.")
    var workspace = workspace
    let x = border.map { border in
      let count = border.count(batch: product.batch, channels: channels)
      return border.copy(parts, to: workspace.take(count), on: pool)
    }
    pool.split(y.batch * y.height, grain: 1) { lines, _ in
      for line in lines {
        convolve(x ?? parts[0], filter, to: y, line: line)
        epilogue.apply(
          inPlace: y, rows: line * y.width..<(line + 1) * y.width, channels: 0..<channels)
      }
    }
  }

  /// One line of y, counted over the batch, where every window lies within x.
  private func convolve(_ x: FeatureMap, _ filter: Filter, to y: FeatureMap, line: Int) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let (image, row) = line.quotientAndRemainder(dividingBy: y.height)
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<Float>?.self, capacity: geometry.taps
    ) { taps in
      for tap in 0..<geometry.taps {
        let top = image * x.height + row * v.stride + tap / h.kernel * v.dilation
        taps.initializeElement(
          at: tap, to: UnsafePointer(x.row(top * x.width + tap % h.kernel * h.dilation)))
      }
      vec_grouped_sums(
        width, geometry.taps, taps.baseAddress, channels, y.width, h.stride * x.stride,
        filter.base, y.row(line * y.width), y.stride)
    }
  }
}
