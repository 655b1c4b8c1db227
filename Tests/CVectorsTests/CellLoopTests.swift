import CRLAVectors
import Foundation
import Testing

/// Steps of recurrent cells at 1 to 40 channels, in every level.
@Suite struct CellLoopTests {
  private static let rows = 3
  private static let channels = [1, 5, 15, 16, 17, 32, 40]
  /// Channels between the first ones of two parts and those that a loop takes.
  private static let apart = 2

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// The next hidden state and cell state, from the sums for i, f, g, o.
  private static func lstm(_ sums: [Double], _ before: Double) -> [Double] {
    let c = sigmoid(sums[1]) * before + sigmoid(sums[0]) * tanh(sums[2])
    return [sigmoid(sums[3]) * tanh(c), c]
  }

  /// The next hidden state, from the sums for r, z, n and q with its bias.
  private static func gru(_ sums: [Double], _ before: Double) -> [Double] {
    let z = sigmoid(sums[1])
    return [(1 - z) * tanh(sums[2] + sigmoid(sums[0]) * sums[3]) + z * before]
  }

  /// Memory of a step with `parts` parts.
  private struct Step {
    let gates: Grid
    let sums: [[Double]]
    let before: Grid?
    let width: Int

    init(_ channels: Int, parts: Int, starts: Bool) {
      width = channels + CellLoopTests.apart
      gates = Grid(CellLoopTests.rows, parts * width, seed: channels)
      sums = gates.values
      before = starts ? Grid(CellLoopTests.rows, channels, gap: 1, seed: 2) : nil
    }

    var cell: vec_cell {
      vec_cell(width: width, gates: gates.map, before: before?.map ?? vec_map())
    }

    func sum(_ part: Int, _ row: Int, _ channel: Int) -> Double {
      sums[row][part * width + channel]
    }

    func start(_ row: Int, _ channel: Int) -> Double { before?[row, channel] ?? 0 }

    /// Expects a value in every part of the gates, or what was there between them.
    func expect(_ grid: Grid, _ name: String, _ wanted: (_ part: Int, _ r: Int, _ c: Int) -> Double)
    {
      let before = grid === gates ? sums : nil
      grid.expect(1e-5, name) { row, column in
        let (part, channel) = column.quotientAndRemainder(dividingBy: width)
        if channel >= width - CellLoopTests.apart { return before?[row][column] ?? 0 }
        return wanted(part, row, channel)
      }
    }
  }

  private func slope(_ function: (Double) -> Double) -> Double {
    (function(1e-6) - function(-1e-6)) / 2e-6
  }

  @Test(arguments: Level.all, [false, true])
  func `A step of an LSTM`(level: Level, starts: Bool) {
    for channels in Self.channels {
      let step = Step(channels, parts: 5, starts: starts)
      let y = Grid(Self.rows, channels)
      level.loops.lstm(Self.rows, channels, step.cell, y.map)
      func sums(_ r: Int, _ c: Int) -> [Double] { (0..<4).map { step.sum($0, r, c) } }
      y.expect(1e-5, "h") { Self.lstm(sums($0, $1), step.start($0, $1))[0] }
      step.expect(step.gates, "gates") { part, r, c in
        switch part {
        case 2: tanh(step.sum(2, r, c))
        case 4: Self.lstm(sums(r, c), step.start(r, c))[1]
        default: Self.sigmoid(step.sum(part, r, c))
        }
      }
      for reads in [false, true] {
        let dy = reads ? Grid(Self.rows, channels, seed: 3) : nil
        let (dh, ds) = (Grid(Self.rows, channels, seed: 4), Grid(Self.rows, channels, seed: 5))
        let (oldH, oldS) = (dh.values, ds.values)
        let dgates = Grid(Self.rows, 4 * step.width)
        level.loops.lstm_backward(
          Self.rows, channels, step.cell, dy?.map ?? vec_map(), dh.map, ds.map, dgates.map)
        func loss(_ r: Int, _ c: Int, _ sums: [Double], _ start: Double) -> Double {
          let states = Self.lstm(sums, start)
          return states[0] * (oldH[r][c] + (dy?[r, c] ?? 0)) + states[1] * oldS[r][c]
        }
        step.expect(dgates, "sums") { part, r, c in
          slope { change in
            var sums = sums(r, c)
            sums[part] += change
            return loss(r, c, sums, step.start(r, c))
          }
        }
        ds.expect(1e-5, "state") { r, c in
          slope { loss(r, c, sums(r, c), step.start(r, c) + $0) }
        }
        dh.expect(0, "carried") { oldH[$0][$1] }
      }
    }
  }

  @Test(arguments: Level.all, [false, true])
  func `A step of a GRU`(level: Level, starts: Bool) {
    for channels in Self.channels {
      let step = Step(channels, parts: 4, starts: starts)
      let bias = channels % 2 == 0 ? nil : Grid(1, channels, seed: 6)
      let y = Grid(Self.rows, channels)
      level.loops.gru(
        Self.rows, channels, step.cell, bias.map { UnsafePointer($0.base) }, y.map)
      func sums(_ r: Int, _ c: Int) -> [Double] {
        let q = (starts ? step.sum(3, r, c) : 0) + (bias?[0, c] ?? 0)
        return (0..<3).map { step.sum($0, r, c) } + [q]
      }
      y.expect(1e-5, "h") { Self.gru(sums($0, $1), step.start($0, $1))[0] }
      step.expect(step.gates, "gates") { part, r, c in
        let sums = sums(r, c)
        return switch part {
        case 2: tanh(sums[2] + Self.sigmoid(sums[0]) * sums[3])
        case 3: sums[3]
        default: Self.sigmoid(sums[part])
        }
      }
      for reads in [false, true] {
        let dy = reads ? Grid(Self.rows, channels, seed: 3) : nil
        let dh = Grid(Self.rows, channels, seed: 4)
        let old = dh.values
        let dgates = Grid(Self.rows, 6 * step.width)
        level.loops.gru_backward(
          Self.rows, channels, step.cell, dy?.map ?? vec_map(), dh.map, dgates.map)
        func gradient(_ r: Int, _ c: Int) -> Double { old[r][c] + (dy?[r, c] ?? 0) }
        step.expect(dgates, "sums") { part, r, c in
          slope { change in
            var sums = sums(r, c)
            sums[[0, 1, 2, 0, 1, 3][part]] += change
            return Self.gru(sums, step.start(r, c))[0] * gradient(r, c)
          }
        }
        dh.expect(1e-5, "carried") { r, c in
          slope { Self.gru(sums(r, c), step.start(r, c) + $0)[0] * gradient(r, c) }
        }
      }
    }
  }
}
