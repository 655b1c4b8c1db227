import Foundation
import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Fourier transforms against the sums of their definition.
@Suite(.serialized) struct TransformExecutionTests {
  /// `y[k] = Σ x[t] · e^(∓2πi·kt/n)` along an axis of real or complex numbers.
  private static func plain(
    _ x: ReferenceTensor, axis: Int, length: Int, bins: Int, inverse: Bool = false
  ) -> ReferenceTensor {
    var sizes = x.sizes
    (sizes[axis], sizes[x.rank - 1]) = (bins, 2)
    let sign: Double = inverse ? 1 : -1
    return ReferenceTensor(sizes) { place in
      (0..<min(length, x.sizes[axis])).reduce(0.0) { sum, time in
        var source = place
        source[axis] = time
        source[x.rank - 1] = 0
        let real = x[source]
        source[x.rank - 1] = 1
        let imaginary = x.sizes[x.rank - 1] == 2 ? x[source] : 0
        let angle = sign * 2 * Double.pi * Double(place[axis] * time) / Double(length)
        let term =
          place[x.rank - 1] == 0
          ? real * cos(angle) - imaginary * sin(angle)
          : real * sin(angle) + imaginary * cos(angle)
        return sum + term / (inverse ? Double(length) : 1)
      }
    }
  }

  @Test(arguments: [1, 2], [false, true])
  func `Real and complex numbers are transformed, and back`(parts: Int, inverse: Bool) throws {
    for (axis, size) in [(1, 7), (0, 3), (-2, 4)] {
      try OperatorCheck(
        function: FourierTransform(axis: axis, inverse: inverse),
        inputs: [.distinct([3, 7, 4, parts])]
      ) { inputs, _ in
        [
          Self.plain(
            inputs[0], axis: axis < 0 ? 2 : axis, length: size, bins: size, inverse: inverse)
        ]
      }.run()
    }
  }

  @Test(arguments: [3, 6, 11])
  func `Another length cuts or pads the axis, and one side has half of the bins`(
    length: Int
  ) throws {
    try OperatorCheck(
      function: FourierTransform(oneSided: true), inputs: [.distinct([2, 6, 1])],
      known: [.known(Dim(length)), .known(1)]
    ) { inputs, _ in
      [Self.plain(inputs[0], axis: 1, length: length, bins: length / 2 + 1)]
    }.run()
  }

  /// Rounding does not grow with the angles, which go around many times.
  @Test func `A long transform is as exact as numbers of 32 bits`() throws {
    try OperatorCheck(
      function: FourierTransform(), inputs: [.distinct([1, 257, 1])], tolerance: 2e-5,
      purposes: [.inference]
    ) { inputs, _ in [Self.plain(inputs[0], axis: 1, length: 257, bins: 257)] }.run()
  }

  @Test(arguments: [1, 2], [false, true])
  func `Frames are cut out, weighted and transformed`(parts: Int, oneSided: Bool) throws {
    let bins = oneSided ? 3 : 5
    let window = ReferenceTensor.distinct([5], seed: 1)
    try OperatorCheck(
      function: ShortTimeFourierTransform(oneSided: oneSided),
      inputs: [.distinct([2, 14, parts]), window], known: [.known(3)], operands: [0, 2, 1]
    ) { inputs, _ in
      let frames = ReferenceTensor([2, 4, 5, parts]) { place in
        inputs[0][[place[0], place[1] * 3 + place[2], place[3]]] * inputs[1][[place[2]]]
      }
      return [Self.plain(frames, axis: 2, length: 5, bins: bins)]
    }.run()
  }

  @Test func `Frames without a window have a given length`() throws {
    try OperatorCheck(
      function: ShortTimeFourierTransform(), inputs: [.distinct([2, 9])],
      known: [.known(2), .known(4)], operands: [0, 1, nil, 2]
    ) { inputs, _ in
      let frames = ReferenceTensor([2, 3, 4, 1]) { inputs[0][[$0[0], $0[1] * 2 + $0[2]]] }
      return [Self.plain(frames, axis: 2, length: 4, bins: 3)]
    }.run()
  }
}
