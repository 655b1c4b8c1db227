import CRLAVectors

/// Both gradients of a convolution as matrix products.
extension ProductConvolution {
  // MARK: - Gradient of the input

  /// `dx (+)= dy · filterᵀ`, with a flag for each part.
  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    if !needsPatches {
      pointwiseBackwardInput(dy, filter: filter, to: parts, accumulating: accumulating, on: pool)
      return
    }
    if rotatesFilter {
      rotatedBackwardInput(
        dy, filter: filter, to: parts[0], accumulating: accumulating[0], workspace: workspace,
        on: pool)
      return
    }
    var workspace = workspace
    let memory = workspace.take(windows * patchWidth)
    let matrix = Matrix(base: memory, rows: windows, columns: patchWidth, stride: patchWidth)
    for (part, accumulates) in zip(parts, accumulating) where !accumulates { part.clear(on: pool) }
    for image in 0..<batch {
      multiplyBack(dy.image(image), filter: filter, to: matrix, on: pool)
      let targets = parts.map { $0.image(image) }
      pool.run(geometry.inputLines) { line, _ in
        patches.collect(matrix, into: targets, line: line)
      }
    }
  }

  /// Whether the input gradient is computed as a convolution with the rotated filter, which avoids
  /// col2im; that is slow with many groups.
  var rotatesFilter: Bool {
    groups > 1 && geometry.isDense
  }

  private var rotated: ProductConvolution {
    ProductConvolution(
      geometry.transposed(), groups: groups, batch: batch, inputChannels: outputChannels,
      outputChannels: inputChannels, precision: precision, style: style)
  }

  func rotatedScratch(_ threads: Int) -> Int {
    depth * outputChannels + rotated.forwardScratch(threads: threads)
  }

  private func rotatedBackwardInput(
    _ dy: FeatureMap, filter: Filter, to dx: FeatureMap, accumulating: Bool, workspace: Workspace,
    on pool: WorkerPool
  ) {
    var workspace = workspace
    let back = rotated
    let target = Filter(workspace.take(depth * outputChannels), panelWidth: .max)
    rotate(filter, to: target, on: pool)
    back.overPatches(
      [dy], filter: target, to: dx, accumulating: accumulating, epilogue: .none,
      workspace: workspace, on: pool)
  }

  /// The filter of the convolution that the input gradient is, at stride 1: taps in reverse, inputs and
  /// outputs exchanged.
  func rotate(_ filter: Filter, to target: Filter, on pool: WorkerPool) {
    let (inputs, outputs) = (inputChannels / groups, outputsPerGroup)
    pool.run(groups * geometry.taps) { task, _ in
      let (group, tap) = task.quotientAndRemainder(dividingBy: geometry.taps)
      let last = geometry.taps - 1 - tap
      let rows = rotated.matrix(target, group: group).rows(outputs * last..<outputs * (last + 1))
      matrix(filter, group: group).rows(inputs * tap..<inputs * (tap + 1))
        .strips(0..<outputs, most: .max) { source, columns in
          rows.rows(columns).strips(0..<inputs, most: .max) { result, some in
            let part = source.rows(some)
            vec_transpose(
              part.rows, part.columns, part.base, part.stride, result.base, result.stride)
          }
        }
    }
  }

  private func pointwiseBackwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    on pool: WorkerPool
  ) {
    for (index, (part, offset)) in zip(parts, parts.channelOffsets).enumerated() {
      // A block transposes the filter, which pays off only for many rows.
      let rows = max(256, 262_144 / outputChannels)
      let blocks = MatrixBlocks(
        rows: part.rows, columns: part.channels, threads: pool.threads,
        mostValues: rows * part.channels)
      pool.run(blocks.count) { task, thread in
        let (rows, columns) = blocks[task]
        products(pool, thread).multiply(
          dy.matrix.rows(rows), transposed: matrix(filter), rows: columns.shifted(by: offset),
          to: part.matrix.rows(rows).columns(columns), accumulating: accumulating[index])
      }
    }
  }

  private func multiplyBack(
    _ dy: FeatureMap, filter: Filter, to matrix: Matrix, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(
      rows: windows, columns: depth, threads: groups > 1 ? 1 : pool.threads)
    pool.run(groups * blocks.count) { task, thread in
      let (group, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      let (rows, columns) = blocks[block]
      let gradient = dy.slice(group * outputsPerGroup, count: outputsPerGroup)
      products(pool, thread).multiply(
        gradient.matrix.rows(rows), transposed: self.matrix(filter, group: group), rows: columns,
        to: matrix.rows(rows).columns(columns.shifted(by: group * depth)), accumulating: false)
    }
  }

  // MARK: - Gradient of the filter

  /// `dfilter (+)= patchesᵀ · dy`.
  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    if !needsPatches {
      for (part, offset) in zip(parts, parts.channelOffsets) {
        let target = matrix(gradient).rows(offset..<offset + part.channels)
        multiplyTransposed(part.matrix, dy.matrix, to: target, accumulating, on: pool)
      }
      return
    }
    var workspace = workspace
    let memory = workspace.take(chunk * patchWidth)
    for range in (0..<dy.rows).chunks(of: chunk) {
      let patches = fill(memory, parts, range, on: pool)
      let accumulates = accumulating || range.lowerBound > 0
      if groups == 1 {
        multiplyTransposed(
          patches, dy.matrix.rows(range), to: matrix(gradient), accumulates, on: pool)
        continue
      }
      pool.run(groups) { group, thread in
        let channels = (0..<outputsPerGroup).shifted(by: group * outputsPerGroup)
        products(pool, thread).multiply(
          transposed: patches.columns(group * depth..<(group + 1) * depth),
          dy.matrix.rows(range).columns(channels), to: matrix(gradient, group: group),
          columns: 0..<outputsPerGroup, accumulating: accumulates)
      }
    }
  }

  /// `target (+)= aᵀ · b`, split over the rows or the columns of the target.
  private func multiplyTransposed(
    _ a: Matrix, _ b: Matrix, to target: PanelMatrix, _ accumulating: Bool, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(
      rows: target.rows.count, columns: target.columns, threads: pool.threads)
    pool.run(blocks.count) { task, thread in
      let (rows, columns) = blocks[task]
      products(pool, thread).multiply(
        transposed: a.columns(rows), b.columns(columns), to: target.rows(rows), columns: columns,
        accumulating: accumulating)
    }
  }
}
