import Foundation
import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// Kernels that only detectors use, against sums written out over N×C×H×W.
@Suite struct DetectionKernelTests {
  private func run(_ network: Network, batch: Int, height: Int, width: Int) throws -> [Float] {
    let options = PlanOptions(
      batch: batch, height: height, width: width, purpose: .inference, threads: 2)
    let session = try Session(ExecutionPlan(network, options))
    session.setInput(0, SyntheticValues.input(batch * 3 * height * width))
    session.forward()
    return session.outputs[0]
  }

  private func expectEqual(_ actual: [Float], _ expected: [Double]) {
    #expect(actual.count == expected.count)
    for (one, other) in zip(actual, expected) { #expect(abs(Double(one) - other) < 1e-5) }
  }

  @Test(arguments: [(2, 2, 0), (3, 2, 1), (3, 1, 1), (4, 2, 1)])
  func `A transposed convolution adds weighted kernels`(
    kernel: Int, stride: Int, padding: Int
  ) throws {
    let (batch, height, width, outputs) = (2, 4, 5, 6)
    let window = Window(kernel, stride: stride, padding: padding)
    let network = Network("transposed") { net, image in
      let layer = net.layer("up", TransposedConvolution(3, Dim(outputs), window, bias: true))
      return [layer(image)]
    }
    let x = SyntheticValues.input(batch * 3 * height * width)
    let (weights, bias) = (SyntheticValues("up.weight"), SyntheticValues("up.bias"))
    let bound = (3 / Double(outputs * kernel * kernel)).squareRoot()
    let rows = (height - 1) * stride + kernel - 2 * padding
    let columns = (width - 1) * stride + kernel - 2 * padding
    var expected = [Double](repeating: 0, count: batch * outputs * rows * columns)
    for n in 0..<batch {
      for o in 0..<outputs {
        let plane = (n * outputs + o) * rows * columns
        for p in 0..<rows * columns {
          expected[plane + p] = Double(Float(0.2 * bias.unit(o) - 0.1))
        }
        for (c, i, j) in product(3, height, width) {
          for (u, v, _) in product(kernel, kernel, 1) {
            let (row, column) = (i * stride - padding + u, j * stride - padding + v)
            guard row >= 0, row < rows, column >= 0, column < columns else { continue }
            let weight = weights.unit(((c * outputs + o) * kernel + u) * kernel + v)
            expected[plane + row * columns + column] +=
              (2 * weight - 1) * bound
              * Double(x[((n * 3 + c) * height + i) * width + j])
          }
        }
      }
    }
    expectEqual(try run(network, batch: batch, height: height, width: width), expected)
  }

  private func product(_ a: Int, _ b: Int, _ c: Int) -> [(Int, Int, Int)] {
    (0..<a * b * c).map { ($0 / (b * c), $0 / c % b, $0 % c) }
  }

  @Test(arguments: [(8, 9), (5, 7), (16, 13)])
  func `A resize copies the nearest pixel`(height: Int, width: Int) throws {
    // The coarse map is the subsampled image, so that every value can be traced back.
    let network = Network("resize") { net, image in
      let coarse = image.maxPooled(Window(1, stride: 2))
      return [coarse.resized(like: image)]
    }
    let x = SyntheticValues.input(3 * height * width)
    let (rows, columns) = ((height + 1) / 2, (width + 1) / 2)
    let expected = product(3, height, width).map { c, i, j in
      let row = min(Int(Float(i) * (Float(rows) / Float(height))), rows - 1)
      let column = min(Int(Float(j) * (Float(columns) / Float(width))), columns - 1)
      return Double(x[(c * height + 2 * row) * width + 2 * column])
    }
    expectEqual(try run(network, batch: 1, height: height, width: width), expected)
  }

  @Test func `Regions are means of bilinear samples`() throws {
    let (batch, height, width, regions, size) = (2, 160, 200, 12, 3)
    let alignment = RoIAlign(regions: Dim(regions), size: size, strides: [1, 2])
    let network = Network("regions") { net, image in
      [align(alignment, [image, image.maxPooled(Window(1, stride: 2))])]
    }
    let x = SyntheticValues.input(batch * 3 * height * width)
    let boxes = Proposals.boxes(regions, height: height, width: width)
    let sampling = RoIAlignKernel(size: size, strides: [1, 2])
    #expect(Set(boxes.map(sampling.level(of:))).count == 2)
    var expected: [Double] = []
    for (n, region, c) in product(batch, regions, 3) {
      let box = boxes[region]
      let stride = [1, 2][sampling.level(of: box)]
      let (h, w) = ((height + stride - 1) / stride, (width + stride - 1) / stride)
      for (row, column, _) in product(size, size, 1) {
        let cell = Cell(box, stride: stride, size: size, row: row, column: column)
        expected.append(
          cell.mean(height: h, width: w) { i, j in
            Double(x[((n * 3 + c) * height + i * stride) * width + j * stride])
          })
      }
    }
    let actual = try run(network, batch: batch, height: height, width: width)
    #expect(actual.count == expected.count)
    for (one, other) in zip(actual, expected) { #expect(abs(Double(one) - other) < 2e-4) }
  }

  /// The samples are linear in the image: a gradient is what an image of one pixel adds to the loss.
  @Test func `Gradients of regions are their weights, pixel by pixel`() throws {
    let alignment = RoIAlign(regions: 5, size: 2, strides: [1, 2])
    let network = Network("regions") { net, image in
      [align(alignment, [image, image.maxPooled(Window(1, stride: 2))])]
    }
    let options = PlanOptions(
      batch: 2, height: 120, width: 130, purpose: .training, algorithm: .exact, threads: 2,
      wantsInputGradient: true)
    let session = try Session(ExecutionPlan(network, options))
    let (count, formula) = (2 * 3 * 120 * 130, SyntheticValues("regions"))
    session.setInput(0, Array(repeating: 0, count: count))
    session.forward()
    let gradient = session.outputs[0].indices.map { Float(formula.unit($0)) - 0.5 }
    session.backward(from: gradient)
    let actual = session.inputGradient
    for pixel in [0, 7801, 20_005, 46_900, 62_400, count - 131] {
      var image = [Float](repeating: 0, count: count)
      image[pixel] = 1
      session.setInput(0, image)
      session.forward()
      let loss = zip(session.outputs[0], gradient).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      #expect(abs(actual[pixel] - loss) < 1e-5)
    }
    #expect(actual.count { $0 != 0 } > count / 4)
  }
}

/// A cell of a region's grid, in double precision.
private struct Cell {
  let top: Double
  let left: Double
  let height: Double
  let width: Double

  init(_ box: RoIAlignKernel.Box, stride: Int, size: Int, row: Int, column: Int) {
    let scale = 1 / Double(stride)
    height = Double(box.bottom - box.top) * scale / Double(size)
    width = Double(box.right - box.left) * scale / Double(size)
    top = Double(box.top) * scale - 0.5 + Double(row) * height
    left = Double(box.left) * scale - 0.5 + Double(column) * width
  }

  func mean(height h: Int, width w: Int, _ pixel: (Int, Int) -> Double) -> Double {
    let (rows, columns) = (Int(height.rounded(.up)), Int(width.rounded(.up)))
    var sum = 0.0
    for i in 0..<rows {
      for j in 0..<columns {
        let y = top + (Double(i) + 0.5) * height / Double(rows)
        let x = left + (Double(j) + 0.5) * width / Double(columns)
        if y < -1 || y > Double(h) || x < -1 || x > Double(w) { continue }
        let (low, fractionY) = split(max(y, 0), h)
        let (near, fractionX) = split(max(x, 0), w)
        let (high, far) = (min(low + 1, h - 1), min(near + 1, w - 1))
        sum += (1 - fractionY) * ((1 - fractionX) * pixel(low, near) + fractionX * pixel(low, far))
        sum += fractionY * ((1 - fractionX) * pixel(high, near) + fractionX * pixel(high, far))
      }
    }
    return sum / Double(max(1, rows * columns))
  }

  private func split(_ position: Double, _ count: Int) -> (Int, Double) {
    let low = min(Int(position), count - 1)
    return (low, low == count - 1 ? 0 : position - Double(low))
  }
}
