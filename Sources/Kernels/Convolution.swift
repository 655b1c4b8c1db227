import CVectors

/// Convolution as a matrix product over patches; pointwise convolutions need no patches.
///
/// x: images×H×W×C in one or several pieces along the channels (the concatenation [x, h] of an RLA
/// block is never made); filter: groups × taps·C/groups × O/groups; y: images×H'×W'×O.
public struct ProductConvolution: Sendable {
  public let sliding: Sliding
  public let groups: Int
  public let images: Int
  public let inputChannels: Int
  public let outputChannels: Int
  public let precision: Precision

  public init(
    _ sliding: Sliding, groups: Int, images: Int, inputChannels: Int, outputChannels: Int,
    precision: Precision = .single
  ) {
    self.precision = precision
    self.sliding = sliding
    self.groups = groups
    self.images = images
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
  }

  private var windows: Int { sliding.vertical.output * sliding.horizontal.output }
  private var depth: Int { sliding.taps * inputChannels / groups }
  private var patchWidth: Int { sliding.taps * inputChannels }
  private var outputsPerGroup: Int { outputChannels / groups }
  private var needsPatches: Bool { !sliding.isPointwise || groups > 1 }
  private var patches: Patches { Patches(sliding: sliding, groups: groups) }

  /// Patches are made for this many windows at a time, so that they stay in a cache.
  private var chunk: Int { min(images * windows, max(256, 1_048_576 / patchWidth)) }

  /// Scratch values of the forward pass and of both gradients.
  public func scratch(threads: Int) -> Int {
    if !needsPatches { return 0 }
    return max(windows, chunk) * patchWidth
  }

  // MARK: - Forward

  public func forward(
    _ parts: [FeatureMap], filter: UnsafeMutablePointer<Float>, to y: FeatureMap,
    epilogue: Epilogue, workspace: Workspace, on pool: WorkerPool
  ) {
    if !needsPatches {
      pointwise(parts, filter: filter, to: y, epilogue: epilogue, on: pool)
      return
    }
    var workspace = workspace
    let memory = workspace.take(chunk * patchWidth)
    for first in stride(from: 0, to: y.rows, by: chunk) {
      let range = first..<min(first + chunk, y.rows)
      let matrix = fill(memory, parts, range, on: pool)
      multiply(matrix, filter: filter, to: y, range: range, epilogue: epilogue, on: pool)
    }
  }

  private func pointwise(
    _ parts: [FeatureMap], filter: UnsafeMutablePointer<Float>, to y: FeatureMap,
    epilogue: Epilogue, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(rows: y.rows, columns: y.channels, threads: pool.threads)
    pool.run(blocks.count) { task, _ in
      let (rows, columns) = blocks[task]
      let target = y.matrix.rows(rows).columns(columns)
      for (index, (part, offset)) in zip(parts, parts.channelOffsets).enumerated() {
        let weights = self.filter(filter, part.channels, from: offset)
        target.product(
          part.matrix.rows(rows), weights.columns(columns), accumulating: index > 0,
          precision: precision)
      }
      epilogue.apply(inPlace: y, rows: rows, channels: columns)
    }
  }

  /// The rows of a pointwise filter that belong to one piece of the input.
  private func filter(
    _ base: UnsafeMutablePointer<Float>, _ channels: Int, from offset: Int
  ) -> Matrix {
    Matrix(
      base: base + offset * outputChannels, rows: channels, columns: outputChannels,
      stride: outputChannels)
  }

  private func fill(
    _ memory: UnsafeMutablePointer<Float>, _ parts: [FeatureMap], _ range: Range<Int>,
    on pool: WorkerPool
  ) -> Matrix {
    let matrix = Matrix(base: memory, rows: range.count, columns: patchWidth, stride: patchWidth)
    pool.split(range.count, grain: max(1, 8192 / patchWidth)) { piece, _ in
      patches.fill(
        matrix.rows(piece), from: parts,
        rows: range.lowerBound + piece.lowerBound..<range.lowerBound + piece.upperBound)
    }
    return matrix
  }

  private func multiply(
    _ matrix: Matrix, filter: UnsafeMutablePointer<Float>, to y: FeatureMap, range: Range<Int>,
    epilogue: Epilogue, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(
      rows: range.count, columns: outputsPerGroup, threads: groups > 1 ? 1 : pool.threads)
    pool.run(groups * blocks.count) { task, _ in
      let (group, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      let (rows, columns) = blocks[block]
      let channels = columns.shifted(by: group * outputsPerGroup)
      let target = y.matrix.rows(rows.shifted(by: range.lowerBound)).columns(channels)
      target.product(
        matrix.rows(rows).columns(group * depth..<(group + 1) * depth),
        self.filter(filter, group: group).columns(columns), accumulating: false,
        precision: precision)
      epilogue.apply(
        inPlace: y, rows: rows.shifted(by: range.lowerBound), channels: channels)
    }
  }

  private func filter(_ base: UnsafeMutablePointer<Float>, group: Int) -> Matrix {
    Matrix(
      base: base + group * depth * outputsPerGroup, rows: depth, columns: outputsPerGroup,
      stride: outputsPerGroup)
  }

  // MARK: - Gradient of the input

  /// `dx (+)= dy · filterᵀ`, for each piece by its own flag.
  public func backwardInput(
    _ dy: FeatureMap, filter: UnsafeMutablePointer<Float>, to parts: [FeatureMap],
    accumulating: [Bool], workspace: Workspace, on pool: WorkerPool
  ) {
    if !needsPatches {
      pointwiseBackwardInput(dy, filter: filter, to: parts, accumulating: accumulating, on: pool)
      return
    }
    var workspace = workspace
    let memory = workspace.take(windows * patchWidth)
    let matrix = Matrix(base: memory, rows: windows, columns: patchWidth, stride: patchWidth)
    for (part, accumulates) in zip(parts, accumulating) where !accumulates { part.clear(on: pool) }
    for image in 0..<images {
      multiplyBack(dy.image(image), filter: filter, to: matrix, on: pool)
      let targets = parts.map { $0.image(image) }
      pool.run(sliding.vertical.input) { row, _ in
        patches.collect(matrix, into: targets, row: row)
      }
    }
  }

  private func pointwiseBackwardInput(
    _ dy: FeatureMap, filter: UnsafeMutablePointer<Float>, to parts: [FeatureMap],
    accumulating: [Bool], on pool: WorkerPool
  ) {
    for (index, (part, offset)) in zip(parts, parts.channelOffsets).enumerated() {
      let weights = self.filter(filter, part.channels, from: offset)
      let blocks = MatrixBlocks(rows: part.rows, columns: part.channels, threads: pool.threads)
      pool.run(blocks.count) { task, _ in
        let (rows, columns) = blocks[task]
        part.matrix.rows(rows).columns(columns).product(
          dy.matrix.rows(rows), weights.rows(columns), bTransposed: true,
          accumulating: accumulating[index],
          precision: precision)
      }
    }
  }

  private func multiplyBack(
    _ dy: FeatureMap, filter: UnsafeMutablePointer<Float>, to matrix: Matrix, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(
      rows: windows, columns: depth, threads: groups > 1 ? 1 : pool.threads)
    pool.run(groups * blocks.count) { task, _ in
      let (group, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      let (rows, columns) = blocks[block]
      matrix.rows(rows).columns(columns.shifted(by: group * depth)).product(
        dy.slice(group * outputsPerGroup, count: outputsPerGroup).matrix.rows(rows),
        self.filter(filter, group: group).rows(columns), bTransposed: true, accumulating: false,
        precision: precision)
    }
  }

  // MARK: - Gradient of the filter

  /// `dfilter (+)= patchesᵀ · dy`.
  public func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: UnsafeMutablePointer<Float>,
    accumulating: Bool, workspace: Workspace, on pool: WorkerPool
  ) {
    if !needsPatches {
      for (part, offset) in zip(parts, parts.channelOffsets) {
        let target = filter(gradient, part.channels, from: offset)
        multiplyTransposed(part.matrix, dy.matrix, to: target, accumulating, on: pool)
      }
      return
    }
    var workspace = workspace
    let memory = workspace.take(chunk * patchWidth)
    for first in stride(from: 0, to: dy.rows, by: chunk) {
      let range = first..<min(first + chunk, dy.rows)
      let matrix = fill(memory, parts, range, on: pool)
      let accumulates = accumulating || first > 0
      if groups == 1 {
        let target = filter(gradient, group: 0)
        multiplyTransposed(matrix, dy.matrix.rows(range), to: target, accumulates, on: pool)
        continue
      }
      pool.run(groups) { group, _ in
        let channels = (0..<outputsPerGroup).shifted(by: group * outputsPerGroup)
        filter(gradient, group: group).product(
          matrix.columns(group * depth..<(group + 1) * depth), aTransposed: true,
          dy.matrix.rows(range).columns(channels), accumulating: accumulates,
          precision: precision)
      }
    }
  }

  /// `target (+)= aᵀ · b`, split over the rows or the columns of the target.
  private func multiplyTransposed(
    _ a: Matrix, _ b: Matrix, to target: Matrix, _ accumulating: Bool, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(rows: target.rows, columns: target.columns, threads: pool.threads)
    pool.run(blocks.count) { task, _ in
      let (rows, columns) = blocks[task]
      target.rows(rows).columns(columns).product(
        a.columns(rows), aTransposed: true, b.columns(columns), accumulating: accumulating,
        precision: precision)
    }
  }
}

extension Range<Int> {
  func shifted(by offset: Int) -> Range<Int> { lowerBound + offset..<upperBound + offset }
}

extension [FeatureMap] {
  /// Where each piece begins along the channels of the whole.
  var channelOffsets: [Int] {
    var offsets: [Int] = []
    var next = 0
    for part in self {
      offsets.append(next)
      next += part.channels
    }
    return offsets
  }
}
