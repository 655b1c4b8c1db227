import CRLAVectors

/// Convolution as a matrix product over patches; pointwise convolutions need no patches.
///
/// x: N×spatial×C in one or more parts along the channels (the concatenation [x, h] of an RLA block
/// is never made); filter: groups × (taps·C/groups × O/groups in panels); y: N×spatial'×O.
package struct ProductConvolution: ConvolutionKernel {
  package let geometry: ConvolutionGeometry
  package let groups: Int
  package let batch: Int
  package let inputChannels: Int
  package let outputChannels: Int
  package let precision: Precision
  /// How products are passed to the library; nil for the style of the pool.
  let style: ProductStyle?
  /// The width of the panels into which the forward pass copies the filter first; nil where it reads
  /// the stored ones.
  private let copiedPanelWidth: Int?

  /// - Parameters:
  ///   - geometry: How the window slides.
  ///   - groups: Groups of channels that are convolved separately.
  ///   - batch: Images of the batch.
  ///   - inputChannels: Channels of all parts of x.
  ///   - outputChannels: Channels of y.
  ///   - precision: The format in which products are summed.
  ///   - style: How products are passed to the library; nil for the style of the pool.
  ///   - panelWidth: The width of the panels in which filters are stored, which another style reads
  ///     from a copy in its own; nil where it reads them as they are.
  package init(
    _ geometry: ConvolutionGeometry, groups: Int, batch: Int, inputChannels: Int,
    outputChannels: Int, precision: Precision = .single, style: ProductStyle? = nil,
    storedInPanelsOf panelWidth: Int? = nil
  ) {
    self.precision = precision
    self.style = style
    let columns = outputChannels / groups
    copiedPanelWidth = style.flatMap { style in
      panelWidth.flatMap {
        min($0, columns) == min(style.panelWidth, columns) ? nil : style.panelWidth
      }
    }
    self.geometry = geometry
    self.groups = groups
    self.batch = batch
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
  }

  var windows: Int { geometry.outputLines * geometry.horizontal.output }
  var depth: Int { geometry.taps * inputChannels / groups }
  var patchWidth: Int { geometry.taps * inputChannels }
  var outputsPerGroup: Int { outputChannels / groups }
  var needsPatches: Bool { !geometry.isPointwise || groups > 1 }
  var patches: Patches { Patches(geometry: geometry, groups: groups) }

  /// Patches are made for this many windows at a time, so that they stay in the cache.
  var chunk: Int { min(batch * windows, max(256, 1_048_576 / patchWidth)) }

  /// Windows whose patches one thread makes and multiplies alone.
  private var blockRows: Int { max(MatrixBlocks.leastRows, 131_072 / patchWidth) }

  private func runsInBlocks(threads: Int) -> Bool { batch * windows >= 2 * threads * blockRows }

  package var name: String {
    let suffix = style?.suffix ?? ""
    if geometry.isPointwise && groups == 1 { return "product\(suffix)" }
    return "product over patches\(groups == 1 ? "" : ", by group")\(suffix)"
  }

  package var multiplyAddsInLibrary: Int { batch * windows * depth * outputChannels }

  /// In training, the copy of the filter that the forward pass reads is also stored here.
  package func scratch(threads: Int, trains: Bool) -> Int {
    let copied = trains ? transformedCount : 0
    if !needsPatches { return copied }
    return max(
      copied + forwardScratch(threads: threads), windows * patchWidth,
      rotatesFilter ? rotatedScratch(threads) : 0)
  }

  /// Scratch values of the gradient of the input.
  func inputGradientScratch(threads: Int) -> Int {
    if !needsPatches { return 0 }
    return rotatesFilter ? rotatedScratch(threads) : windows * patchWidth
  }

  func forwardScratch(threads: Int) -> Int {
    let blocks = runsInBlocks(threads: threads) ? threads * blockRows : 0
    return max(chunk, blocks) * patchWidth
  }

  /// The filter of a group, a row for each input of the convolved tensor.
  func matrix(_ filter: Filter, group: Int = 0) -> PanelMatrix {
    filter.matrix(group: group, rows: depth, columns: outputsPerGroup)
  }

  /// The products of a thread.
  func products(_ pool: WorkerPool, _ thread: Int) -> Products {
    pool.products(thread, precision, style: style)
  }

  // MARK: - Filter

  package var transformedCount: Int { copiedPanelWidth == nil ? 0 : depth * outputChannels }

  /// Copies the filter into panels of another width.
  package func transformFilter(_ filter: Filter, to transformed: Filter, on pool: WorkerPool) {
    let copy = self.copy(transformed.base)
    for group in 0..<groups {
      let (source, target) = (matrix(filter, group: group), matrix(copy, group: group))
      pool.split(depth, grain: max(1, 8192 / outputsPerGroup)) { rows, _ in
        let (source, target) = (source.rows(rows), target.rows(rows))
        source.strips(0..<outputsPerGroup, most: copy.panelWidth) { strip, columns in
          target.strips(columns, most: .max) { place, some in
            strip.columns(some.shifted(by: -columns.lowerBound)).copy(to: place)
          }
        }
      }
    }
  }

  /// What `transformFilter` writes.
  private func copy(_ base: UnsafeMutablePointer<Float>) -> Filter {
    Filter(base, panelWidth: copiedPanelWidth ?? .max)
  }

  // MARK: - Forward

  package func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool
  ) {
    run(
      parts, filter: transformedCount == 0 ? filter : copy(filter.base), to: y,
      accumulating: false, epilogue: epilogue, workspace: workspace, on: pool)
  }

  /// `y = epilogue(x ∗ filter (+ y))`.
  func run(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, accumulating: Bool,
    epilogue: Epilogue, workspace: Workspace, on pool: WorkerPool
  ) {
    if needsPatches {
      overPatches(
        parts, filter: filter, to: y, accumulating: accumulating, epilogue: epilogue,
        workspace: workspace, on: pool)
    } else {
      pointwise(
        parts, filter: filter, to: y, accumulating: accumulating, epilogue: epilogue, on: pool)
    }
  }

  /// `y (+)= patches · filter`.
  func overPatches(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, accumulating: Bool,
    epilogue: Epilogue, workspace: Workspace, on pool: WorkerPool
  ) {
    precondition(groups == 1 || parts.count == 1, "With groups, the input is one part.")
    var workspace = workspace
    if runsInBlocks(threads: pool.threads) {
      let memory = workspace.take(pool.threads * blockRows * patchWidth)
      let blocks = MatrixBlocks.ranges(
        of: y.rows, (y.rows + blockRows - 1) / blockRows, multiple: 1)
      pool.run(blocks.count) { task, thread in
        let range = blocks[task]
        let matrix = patchMatrix(memory + thread * blockRows * patchWidth, rows: range.count)
        patches.fill(matrix, from: parts, rows: range)
        for group in 0..<groups {
          multiply(
            matrix, filter: filter, group: group, to: y, rows: range,
            columns: 0..<outputsPerGroup, accumulating: accumulating,
            with: products(pool, thread))
        }
        epilogue.apply(inPlace: y, rows: range, channels: 0..<outputChannels)
      }
      return
    }
    let memory = workspace.take(chunk * patchWidth)
    for range in (0..<y.rows).chunks(of: chunk) {
      let matrix = fill(memory, parts, range, on: pool)
      multiply(
        matrix, filter: filter, to: y, range: range, accumulating: accumulating,
        epilogue: epilogue, on: pool)
    }
  }

  private func pointwise(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, accumulating: Bool,
    epilogue: Epilogue, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(rows: y.rows, columns: y.channels, threads: pool.threads)
    let weights = matrix(filter)
    pool.run(blocks.count) { task, thread in
      let (rows, columns) = blocks[task]
      let products = products(pool, thread)
      let target = y.matrix.rows(rows).columns(columns)
      for (part, offset) in zip(parts, parts.channelOffsets) {
        products.multiply(
          part.matrix.rows(rows), weights.rows(offset..<offset + part.channels),
          columns: columns, to: target, accumulating: accumulating || offset > 0)
      }
      epilogue.apply(inPlace: y, rows: rows, channels: columns)
    }
  }

  private func patchMatrix(_ memory: UnsafeMutablePointer<Float>, rows: Int) -> Matrix {
    Matrix(base: memory, rows: rows, columns: patchWidth, stride: patchWidth)
  }

  /// Patches of some windows, made by all threads.
  func fill(
    _ memory: UnsafeMutablePointer<Float>, _ parts: [FeatureMap], _ range: Range<Int>,
    on pool: WorkerPool
  ) -> Matrix {
    let matrix = patchMatrix(memory, rows: range.count)
    pool.split(range.count, grain: max(1, 8192 / patchWidth)) { rows, _ in
      patches.fill(matrix.rows(rows), from: parts, rows: rows.shifted(by: range.lowerBound))
    }
    return matrix
  }

  private func multiply(
    _ matrix: Matrix, filter: Filter, to y: FeatureMap, range: Range<Int>, accumulating: Bool,
    epilogue: Epilogue, on pool: WorkerPool
  ) {
    let blocks = MatrixBlocks(
      rows: range.count, columns: outputsPerGroup, threads: groups > 1 ? 1 : pool.threads)
    pool.run(groups * blocks.count) { task, thread in
      let (group, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      let (rows, columns) = blocks[block]
      let target = rows.shifted(by: range.lowerBound)
      multiply(
        matrix.rows(rows), filter: filter, group: group, to: y, rows: target, columns: columns,
        accumulating: accumulating, with: products(pool, thread))
      epilogue.apply(
        inPlace: y, rows: target, channels: columns.shifted(by: group * outputsPerGroup))
    }
  }

  /// Patches times some columns of one group's filter.
  private func multiply(
    _ matrix: Matrix, filter: Filter, group: Int, to y: FeatureMap, rows: Range<Int>,
    columns: Range<Int>, accumulating: Bool, with products: Products
  ) {
    let channels = columns.shifted(by: group * outputsPerGroup)
    products.multiply(
      matrix.columns(group * depth..<(group + 1) * depth), self.matrix(filter, group: group),
      columns: columns, to: y.matrix.rows(rows).columns(channels), accumulating: accumulating)
  }
}

extension [FeatureMap] {
  /// Where each part begins along the channels of the whole.
  package var channelOffsets: [Int] {
    var offsets: [Int] = []
    var next = 0
    for part in self {
      offsets.append(next)
      next += part.channels
    }
    return offsets
  }
}
