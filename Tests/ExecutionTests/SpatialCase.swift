import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// One operator over one to three spatial axes in a plan for training, against plain sums in double
/// precision and their central differences.
///
/// The images of a plan have two axes; here they are one line, which is reshaped to the sizes and
/// lifted to the channels before the operator.
struct SpatialCase<Function: Operator>: Sendable, CustomTestStringConvertible {
  let function: Function
  let sizes: [Int]
  let inputs: Int
  let outputs: Int
  let testDescription: String
  var batch = 2

  private var area: Int { sizes.reduce(1, *) }

  private var network: Network {
    Network("test", inputChannels: 1) { net, image in
      let folded = Reshape(to: [.axis(0), .size(1)] + sizes.map { .size(Dim($0)) })
      let lift = Convolution(1, Dim(inputs), windows: sizes.map { _ in Window(1) })
      let x = net.layer("lift", lift)(image.reshaped(to: folded))
      let curved = net.layer("curve", Activation(.tanh))(net.layer("f", function)(x))
      let mean = net.layer("mean", GlobalPooling(.average, axes: sizes.count))(curved)
      return [mean.reshaped(to: Reshape(to: [.axis(0), .axis(1)]))]
    }
  }

  /// Values in a shuffled order with gaps, so that no maximum switches.
  private var pixels: [Double] {
    let formula = SyntheticValues(testDescription)
    let count = batch * area
    let order = (0..<count).sorted { formula.unit($0) < formula.unit($1) }
    var values = [Double](repeating: 0, count: count)
    for (rank, index) in order.enumerated() {
      values[index] = Double(Float(3 * (Double(rank) + 0.5) / Double(count) - 1.5))
    }
    return values
  }

  /// Compares results and gradients.
  ///
  /// `naive` maps N×inputs×sizes and the weights of the operator to N×outputs×….
  func check(
    products: ProductStyle, _ naive: (_ x: [Double], _ weights: [[Double]]) -> [Double]
  ) throws {
    let options = PlanOptions(
      batch: batch, height: 1, width: area, purpose: .training, threads: 2,
      products: products, wantsInputGradient: true)
    let session = try Session(ExecutionPlan(network, options))
    let parameters = session.parameters
    let entries = ["f.weight", "f.bias"].compactMap { parameters.index(of: $0) }
    let weights = entries.map { parameters[$0].map(Double.init) }
    let lift = parameters[try #require(parameters.index(of: "lift.weight"))].map(Double.init)
    let x = pixels
    func logits(_ x: [Double], _ weights: [[Double]]) -> [Double] {
      let lifted = (0..<batch).flatMap { image in
        lift.flatMap { factor in
          x[image * area..<(image + 1) * area].map { $0 * factor }
        }
      }
      return means(naive(lifted, weights))
    }
    session.setInput(0, x.map(Float.init))
    session.forward()
    let expected = logits(x, weights)
    #expect(session.logits.count == expected.count)
    for (left, right) in zip(session.logits, expected) { #expect(abs(Double(left) - right) < 1e-5) }
    let labels = (0..<batch).map { $0 % outputs }
    _ = session.loss(labels: labels)
    session.backward()
    compare(x, session.inputGradient) { loss(logits($0, weights), labels) }
    for (index, entry) in entries.enumerated() {
      compare(weights[index], parameters.gradient(entry)) { changed in
        var all = weights
        all[index] = changed
        return loss(logits(x, all), labels)
      }
    }
  }

  /// The mean of tanh over the positions of each image and channel.
  private func means(_ y: [Double]) -> [Double] {
    let count = y.count / (batch * outputs)
    return (0..<batch * outputs).map { plane in
      y[plane * count..<(plane + 1) * count]
        .reduce(0) { $0 + 1 - 2 / (exponential(2 * $1) + 1) } / Double(count)
    }
  }

  private func loss(_ logits: [Double], _ labels: [Int]) -> Double {
    (0..<batch).reduce(0) { sum, image in
      let row = logits[image * outputs..<(image + 1) * outputs]
      let total = row.reduce(0) { $0 + exponential($1) }
      return sum + (logarithm(total) - row[row.startIndex + labels[image]]) / Double(batch)
    }
  }

  private func compare(
    _ values: [Double], _ gradient: [Float], _ loss: ([Double]) -> Double
  ) {
    #expect(values.count == gradient.count)
    let largest = Double(gradient.map(abs).max() ?? 0)
    let step = 0x1p-17
    for index in Set([0, values.count / 3, values.count * 3 / 4, values.count - 1]) {
      var (above, below) = (values, values)
      above[index] += step
      below[index] -= step
      let difference = (loss(above) - loss(below)) / (2 * step)
      #expect(abs(Double(gradient[index]) - difference) < 1e-7 + largest * 1e-3)
    }
  }
}
