import Glibc

/// One recurrent layer over sequences of any lengths, as ONNX has it, in double precision.
///
/// Sequences run one after the other and each direction by itself. All tensors are dense and row-major:
/// X T×N×I, W D×(G·H)×I, R D×(G·H)×H, B D×(2·G·H) with the biases of the input first, P D×(3·H), initial
/// states D×N×H and Y T×D×N×H; with the batch first N×T×I, N×D×H and N×T×D×H. The gates of an LSTM are
/// in the order i, o, f, c, its peepholes i, o, f; those of a GRU z, r, h. Source: ONNX LSTM, GRU and
/// RNN, version 22.
package struct SequenceKernel: Hashable, Sendable {
  package enum Cell: Hashable, Sendable {
    /// `c' = f·c + i·g`, `h' = o·F(c')`; with `isCoupled`, f is `1 − i`.
    case lstm(isCoupled: Bool)
    /// `h' = (1 − z)·n + z·h`; `resetsProduct` says whether r scales `R·h + b`, else it scales h.
    case gru(resetsProduct: Bool)
    /// `h' = F(W·x + b + R·h + b')`.
    case plain

    package var gates: Int {
      switch self {
      case .lstm: 4
      case .gru: 3
      case .plain: 1
      }
    }

    /// Vectors that a step keeps for the backward pass, the hidden state first.
    var records: Int {
      switch self {
      // h, i, o, f, g, c', F(c')
      case .lstm: 7
      // h, z, r, n, the product that r scales
      case .gru: 5
      case .plain: 1
      }
    }
  }

  /// A function whose derivative follows from its result.
  package enum Function: Hashable, Sendable {
    case sigmoid
    case tanh
    case relu

    @inline(__always)
    func value(_ x: Double) -> Double {
      switch self {
      case .sigmoid: 1 / (1 + exp(-x))
      case .tanh: Glibc.tanh(x)
      case .relu: max(x, 0)
      }
    }

    @inline(__always)
    func slope(_ y: Double) -> Double {
      switch self {
      case .sigmoid: y * (1 - y)
      case .tanh: 1 - y * y
      case .relu: y > 0 ? 1 : 0
      }
    }
  }

  /// One direction: which way it runs, and its functions in the order of ONNX.
  package struct Direction: Hashable, Sendable {
    package let isReversed: Bool
    package let functions: [Function]

    package init(isReversed: Bool, functions: [Function]) {
      self.isReversed = isReversed
      self.functions = functions
    }
  }

  package let cell: Cell
  package let directions: [Direction]
  package let steps: Int
  package let batch: Int
  package let inputs: Int
  package let hidden: Int
  package let isBatchFirst: Bool
  /// The largest magnitude of the argument of a function; nil for any.
  package let clip: Double?
  /// Whether hidden states are rounded before each product with them.
  package let roundsState: Bool

  package init(
    _ cell: Cell, _ directions: [Direction], steps: Int, batch: Int, inputs: Int, hidden: Int,
    isBatchFirst: Bool, clip: Double? = nil, roundsState: Bool = false
  ) {
    precondition(!roundsState || cell.gates == 4, "Only the states of an LSTM are rounded.")
    self.cell = cell
    self.directions = directions
    self.steps = steps
    self.batch = batch
    self.inputs = inputs
    self.hidden = hidden
    self.isBatchFirst = isBatchFirst
    self.clip = clip
    self.roundsState = roundsState
  }

  /// Tensors, or their gradients.
  package struct Tensors {
    package typealias Memory = UnsafeMutablePointer<Float>

    package var x: Memory?
    package var w: Memory?
    package var r: Memory?
    package var b: Memory?
    package var p: Memory?
    /// The initial hidden state and cell state; nil for zeros.
    package var initial: [Memory?]
    package var y: Memory?
    /// The last hidden state and cell state; nil where nobody wants one.
    package var last: [Memory?]

    package init(
      x: Memory?, w: Memory?, r: Memory?, b: Memory?, p: Memory?, initial: [Memory?], y: Memory?,
      last: [Memory?]
    ) {
      self.x = x
      self.w = w
      self.r = r
      self.b = b
      self.p = p
      self.initial = initial
      self.y = y
      self.last = last
    }
  }

  var gates: Int { cell.gates }
  /// Elements of all gates of a direction.
  var rows: Int { gates * hidden }

  /// Values of W, R and B.
  package var weightCounts: [Int] {
    [rows * inputs, rows * hidden, 2 * rows].map { $0 * directions.count }
  }

  /// Values that a training pass keeps.
  package var keptCount: Int { directions.count * batch * steps * cell.records * hidden }

  /// Scratch values of a pass.
  package func scratch(threads: Int) -> Int {
    roundsState
      ? directions.count * (2 * vectors * hidden * batch + Workspace.doubleAlignment)
      : threads * (2 * vectors * hidden + Workspace.doubleAlignment)
  }

  /// Vectors of doubles that one thread needs.
  var vectors: Int { gates + 6 }

  // MARK: - Places

  /// The first element of a step of a sequence in X.
  func inputPlace(_ step: Int, _ sequence: Int) -> Int {
    (isBatchFirst ? sequence * steps + step : step * batch + sequence) * inputs
  }

  func outputPlace(_ step: Int, _ direction: Int, _ sequence: Int) -> Int {
    let outer = isBatchFirst ? sequence * steps + step : step
    let inner = isBatchFirst ? direction : direction * batch + sequence
    return (outer * directions.count * (isBatchFirst ? 1 : batch) + inner) * hidden
  }

  func statePlace(_ direction: Int, _ sequence: Int) -> Int {
    (isBatchFirst ? sequence * directions.count + direction : direction * batch + sequence)
      * hidden
  }

  func recordPlace(_ direction: Int, _ sequence: Int, _ step: Int) -> Int {
    ((direction * batch + sequence) * steps + step) * cell.records * hidden
  }

  /// The step of a sequence that runs as number `index`.
  func step(_ index: Int, of length: Int, _ direction: Int) -> Int {
    directions[direction].isReversed ? length - 1 - index : index
  }

  @inline(__always)
  func clipped(_ x: Double) -> Double {
    guard let clip else { return x }
    return min(max(x, -clip), clip)
  }
}
