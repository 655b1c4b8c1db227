import CRLAVectors

/// The gradient of a 3x3 filter by Winograd's F(3x3, 4x4):
/// `dw (+)= Gᵀ·(Σ over tiles of (Bᵀ·x·B) ⊙ (A·dy·Aᵀ))·G`.
struct WinogradFilterGradient {
  let tiling: WinogradTiling
  let inputChannels: Int
  let outputChannels: Int

  private var points: Int { tiling.transform.points }

  /// The tiles that are transformed before they are multiplied.
  private var chunk: Int { min(tiling.count, 256) }

  private var zeroCount: Int { max(inputChannels, outputChannels) }
  private var blockCount: Int { points * chunk * (inputChannels + outputChannels) }
  private var sumCount: Int { points * inputChannels * outputChannels }

  /// Scratch values.
  var scratch: Int { zeroCount + blockCount + sumCount }

  /// `multiply` computes `sums (+)= vᵀ · m` on one thread, with the tiles of v and m in rows.
  func run(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool,
    multiply: (
      _ v: Matrix, _ m: Matrix, _ sums: PanelMatrix, _ accumulating: Bool, _ thread: Int
    ) -> Void
  ) {
    var workspace = workspace
    let zeros = UnsafePointer(workspace.takeZeros(zeroCount))
    let memory = workspace.take(blockCount)
    let sums = Filter(workspace.take(sumCount), panelWidth: gradient.panelWidth).matrix(
      rows: points * inputChannels, columns: outputChannels)
    for range in (0..<tiling.count).chunks(of: chunk) {
      let block = WinogradBlock(
        tiling, range, memory, inputChannels: inputChannels, outputChannels: outputChannels)
      pool.split(range.count, grain: 1) { tiles, _ in
        let some = tiles.shifted(by: range.lowerBound)
        block.transform(parts, some, zeros: zeros)
        block.transformGradient(dy, some, zeros: zeros)
      }
      pool.run(points) { point, thread in
        multiply(
          block.input(point), block.output(point).matrix,
          sums.rows(point * inputChannels..<(point + 1) * inputChannels), range.lowerBound > 0,
          thread)
      }
    }
    finish(sums, to: gradient, accumulating: accumulating, on: pool)
  }

  /// Transforms the sums at all points to taps.
  private func finish(
    _ sums: PanelMatrix, to gradient: Filter, accumulating: Bool, on pool: WorkerPool
  ) {
    let taps = gradient.matrix(rows: 9 * inputChannels, columns: outputChannels)
    pool.split(inputChannels, grain: max(1, 2048 / outputChannels)) { rows, _ in
      // In a panel, taps and points are stored one after another, each as a plane.
      sums.rows(rows).strips(0..<outputChannels, most: .max) { source, columns in
        let (plane, count) = (inputChannels * source.columns, rows.count * source.columns)
        vec_winograd_filter_gradient(
          source.base, plane, count, taps.rows(rows).strip(columns).base, plane,
          accumulating ? 1 : 0)
      }
    }
  }
}
