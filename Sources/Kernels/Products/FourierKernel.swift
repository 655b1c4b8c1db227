import Glibc

/// The discrete Fourier transform by its definition, with sums and factors in double precision:
/// `y[k] = Σ over t of x[t] · e^(∓2πi·kt/n)`.
///
/// Tensors are at any strides: x outer×T×inner×parts, with one part for real and two for complex
/// numbers, and y outer×bins×inner×2. Elements of x from n on are left out; missing ones are zeros. Source: ONNX DFT,
/// version 20.
package struct FourierKernel: Hashable, Sendable {
  /// Elements that are transformed, n.
  package let length: Int
  /// Whether the sign is plus and results are divided by n.
  package let isInverse: Bool

  package init(length: Int, inverse: Bool) {
    self.length = length
    isInverse = inverse
  }

  /// Cosine and sine of every n-th part of a turn, times the scale of the results.
  private func turn() -> [(cosine: Double, sine: Double)] {
    let scale = isInverse ? 1 / Double(length) : 1
    return (0..<length).map { part in
      let angle = (isInverse ? 2 : -2) * Double.pi * Double(part) / Double(length)
      return (cos(angle) * scale, sin(angle) * scale)
    }
  }

  /// The elements along the axis at one position of the others.
  private static func row(_ row: Int, of tensor: TensorView) -> UnsafeMutablePointer<Float> {
    let (outer, inner) = row.quotientAndRemainder(dividingBy: tensor.sizes[2])
    return tensor.elements(of: Float.self) + outer * tensor.strides[0] + inner * tensor.strides[2]
  }

  package func forward(_ x: TensorView, to y: TensorView, on pool: WorkerPool) {
    let turn = turn()
    let (times, isComplex) = (min(length, x.sizes[1]), x.sizes[3] == 2)
    pool.run(y.sizes[0] * y.sizes[2]) { row, _ in
      let (source, target) = (Self.row(row, of: x), Self.row(row, of: y))
      for bin in 0..<y.sizes[1] {
        var (real, imaginary, part) = (0.0, 0.0, 0)
        for time in 0..<times {
          let value = Double(source[time * x.strides[1]])
          real += value * turn[part].cosine
          imaginary += value * turn[part].sine
          if isComplex {
            let value = Double(source[time * x.strides[1] + x.strides[3]])
            real -= value * turn[part].sine
            imaginary += value * turn[part].cosine
          }
          part += bin
          if part >= length { part -= length }
        }
        target[bin * y.strides[1]] = Float(real)
        target[bin * y.strides[1] + y.strides[3]] = Float(imaginary)
      }
    }
  }

  /// The gradient of x, added to what is there where `accumulating`.
  package func backward(
    _ dy: TensorView, to dx: TensorView, accumulating: Bool, on pool: WorkerPool
  ) {
    let turn = turn()
    pool.run(dx.sizes[0] * dx.sizes[2]) { row, _ in
      let (source, target) = (Self.row(row, of: dy), Self.row(row, of: dx))
      for time in 0..<dx.sizes[1] {
        var (sums, part) = ([0.0, 0.0], 0)
        for bin in 0..<(time < length ? dy.sizes[1] : 0) {
          let real = Double(source[bin * dy.strides[1]])
          let imaginary = Double(source[bin * dy.strides[1] + dy.strides[3]])
          sums[0] += real * turn[part].cosine + imaginary * turn[part].sine
          sums[1] += imaginary * turn[part].cosine - real * turn[part].sine
          part = (part + time) % length
        }
        for (number, sum) in sums.prefix(dx.sizes[3]).enumerated() {
          let place = time * dx.strides[1] + number * dx.strides[3]
          target[place] = Float(sum) + (accumulating ? target[place] : 0)
        }
      }
    }
  }
}
