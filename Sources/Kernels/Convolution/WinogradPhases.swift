/// The three phases of a convolution by Winograd's transforms, around products that a kernel makes.
struct WinogradPhases {
  let tiling: WinogradTiling
  let inputChannels: Int
  let outputChannels: Int

  private var tiles: Int { tiling.count }

  /// Values of some tiles in transformed form.
  private func blockCount(_ tiles: Int) -> Int {
    tiling.transform.points * tiles * (inputChannels + outputChannels)
  }

  /// Scratch values.
  ///
  /// - Parameters:
  ///   - size: The tiles that a thread takes through all phases; nil where all threads share all tiles.
  ///   - threads: The number of threads.
  /// - Returns: Their number.
  func scratch(blockTiles size: Int?, threads: Int) -> Int {
    inputChannels + (size.map { threads * blockCount($0) } ?? blockCount(tiles))
  }

  /// Runs all phases for the tiles of the whole batch.
  ///
  /// - Parameters:
  ///   - parts: x in parts along the channels.
  ///   - outputs: y in parts, each added to what is there where `accumulating` says so.
  ///   - accumulating: By part of y.
  ///   - epilogue: What is applied to y.
  ///   - size: As for `scratch`.
  ///   - workspace: Scratch memory.
  ///   - pool: The threads.
  ///   - sharing: Multiplies at all points, with all threads.
  ///   - alone: Multiplies at all points on one thread, given by its number.
  func run(
    _ parts: [FeatureMap], to outputs: [FeatureMap], accumulating: [Bool], epilogue: Epilogue,
    blockTiles size: Int?, workspace: Workspace, on pool: WorkerPool,
    sharing: (WinogradBlock) -> Void, alone: (WinogradBlock, _ thread: Int) -> Void
  ) {
    var workspace = workspace
    let zeros = UnsafePointer(workspace.takeZeros(inputChannels))
    guard let size else {
      let block = block(0..<tiles, workspace.take(blockCount(tiles)))
      pool.split(tiles, grain: 1) { range, _ in block.transform(parts, range, zeros: zeros) }
      sharing(block)
      pool.split(tiles, grain: 1) { range, _ in
        block.finish(range, to: outputs, accumulating: accumulating, epilogue)
      }
      return
    }
    let memory = workspace.take(pool.threads * blockCount(size))
    pool.run((tiles + size - 1) / size) { task, thread in
      let range = task * size..<min((task + 1) * size, tiles)
      let block = block(range, memory + thread * blockCount(size))
      block.transform(parts, range, zeros: zeros)
      alone(block, thread)
      block.finish(range, to: outputs, accumulating: accumulating, epilogue)
    }
  }

  private func block(
    _ range: Range<Int>, _ memory: UnsafeMutablePointer<Float>
  ) -> WinogradBlock {
    WinogradBlock(
      tiling, range, memory, inputChannels: inputChannels, outputChannels: outputChannels)
  }
}
