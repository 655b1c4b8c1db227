import Glibc

/// Division of each channel of a pixel by a power of the mean square over neighboring channels:
/// `y = x / s^β`, `s = k + α/n · Σ x²` over a window of n channels, those outside being 0.
///
/// Krizhevsky et al. 2012; the window reaches ⌊(n − 1)/2⌋ channels back, as in ONNX LRN.
package struct ChannelWindows: Hashable, Sendable {
  private let size: Int
  private let alpha: Double
  private let beta: Double
  private let offset: Double

  package init(size: Int, alpha: Double, beta: Double, offset: Double) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.offset = offset
  }

  /// Scratch values for each thread.
  package func scratch(channels: Int) -> Int { 2 * channels }

  /// The channels around one; with `back`, those whose windows it is in.
  private func window(_ channel: Int, _ count: Int, back: Bool = false) -> Range<Int> {
    let before = back ? size / 2 : (size - 1) / 2
    return max(0, channel - before)..<min(count, channel - before + size)
  }

  /// s of every channel of a pixel.
  private func sums(
    _ x: UnsafePointer<Float>, _ count: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    for channel in 0..<count {
      let squares = window(channel, count).reduce(0.0) { $0 + Double(x[$1]) * Double(x[$1]) }
      sums[channel] = Float(offset + alpha / Double(size) * squares)
    }
  }

  package func forward(
    _ x: FeatureMap, to y: FeatureMap, workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let memory = workspace.take(pool.threads * scratch(channels: x.channels))
    pool.split(x.rows, grain: max(1, 1024 / x.channels)) { rows, thread in
      let sums = memory + thread * scratch(channels: x.channels)
      for row in rows {
        self.sums(x.row(row), x.channels, to: sums)
        for channel in 0..<x.channels {
          y.row(row)[channel] =
            x.row(row)[channel] * Float(pow(Double(sums[channel]), -beta))
        }
      }
    }
  }

  /// `dx (+)= dy·s^−β − 2αβ/n · x · Σ dy·x·s^(−β−1)` over the windows that a channel is in.
  package func backward(
    _ x: FeatureMap, _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let (count, own) = (x.channels, scratch(channels: x.channels))
    let memory = workspace.take(pool.threads * own)
    pool.split(x.rows, grain: max(1, 1024 / count)) { rows, thread in
      let (sums, shares) = (memory + thread * own, memory + thread * own + count)
      for row in rows {
        let (x, dy, dx) = (x.row(row), dy.row(row), dx.row(row))
        self.sums(x, count, to: sums)
        for channel in 0..<count {
          let power = pow(Double(sums[channel]), -beta)
          shares[channel] =
            Float(Double(dy[channel]) * Double(x[channel]) * power / Double(sums[channel]))
          sums[channel] = Float(power)
        }
        let factor = Float(2 * alpha * beta / Double(size))
        for channel in 0..<count {
          let shared = window(channel, count, back: true).reduce(Float(0)) { $0 + shares[$1] }
          let gradient = dy[channel] * sums[channel] - factor * x[channel] * shared
          dx[channel] = (accumulating ? dx[channel] : 0) + gradient
        }
      }
    }
  }
}
