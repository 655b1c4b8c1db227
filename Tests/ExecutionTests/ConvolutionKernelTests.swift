import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// One convolution at a time, against a sum over all indices in double precision.
@Suite(.serialized) struct ConvolutionKernelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let inputs: Int
    let outputs: Int
    let window: Window
    let groups: Int
    let height: Int
    let width: Int

    var testDescription: String {
      "\(inputs)->\(outputs) k\(window.kernel) s\(window.stride) p\(window.padding(of: 0).before) "
        + "d\(window.dilation) g\(groups) \(height)x\(width)"
    }

    /// Shapes drawn from a fixed sequence, with Winograd's and the depthwise kernel's among them.
    static let all: [Case] =
      [
        Case(
          inputs: 16, outputs: 24, window: .same(3), groups: 1, height: 13, width: 18),
        Case(inputs: 40, outputs: 40, window: .same(3), groups: 40, height: 9, width: 7),
        // Winograd's tiles with more padding at one end than at the other, and with much.
        Case(
          inputs: 16, outputs: 24, window: Window(3, padding: .fixed(before: 0, after: 1)),
          groups: 1, height: 14, width: 17),
        Case(
          inputs: 16, outputs: 24, window: Window(3, padding: .fixed(before: 3, after: 0)),
          groups: 1, height: 13, width: 15),
        Case(
          inputs: 19, outputs: 19, window: .same(3, stride: 2), groups: 19, height: 11, width: 8),
        // Groups as wide as a vector and as its parts.
        Case(inputs: 16, outputs: 24, window: .same(3), groups: 4, height: 8, width: 9),
        Case(inputs: 32, outputs: 16, window: .same(3, stride: 2), groups: 4, height: 9, width: 8),
        Case(inputs: 32, outputs: 64, window: .same(3), groups: 2, height: 8, width: 8),
        // Blocks of patches by thread, and gradients of more windows than one chunk of patches.
        Case(inputs: 32, outputs: 4, window: .same(3, stride: 2), groups: 1, height: 87, width: 87),
        Case(inputs: 16, outputs: 16, window: .same(3), groups: 4, height: 40, width: 51),
        // More of Winograd's tiles than one block, and more outputs than inputs.
        Case(inputs: 16, outputs: 40, window: .same(3), groups: 1, height: 49, width: 47),
        // More columns than a panel has, more rows than a block, more depth than a call.
        Case(inputs: 70, outputs: 150, window: .same(1), groups: 1, height: 9, width: 13),
        Case(inputs: 66, outputs: 72, window: .same(3, stride: 2), groups: 1, height: 7, width: 8),
        Case(inputs: 80, outputs: 68, window: .same(3), groups: 1, height: 8, width: 8),
      ]
      + (0..<24).map { index in
        func draw(_ salt: Int, _ count: Int) -> Int {
          Int(SyntheticValues("case \(index)").unit(salt) * Double(count))
        }
        let groups = [1, 1, 2, 4][draw(0, 4)]
        let kernel = 1 + draw(1, 4)
        return Case(
          inputs: groups * (1 + draw(2, 9)), outputs: groups * (1 + draw(3, 20)),
          window: Window(
            kernel, stride: 1 + draw(4, 3), padding: draw(5, kernel + 1),
            dilation: 1 + draw(6, 2)),
          groups: groups, height: 8 + draw(7, 7), width: 8 + draw(8, 7))
      }
  }

  /// The convolution between a pointwise one and a classifier, so that its gradients are general.
  static func network(_ one: Case) -> Network {
    Network("test", inputChannels: Dim(one.inputs)) { net, x in
      let convolution = net.layer(
        "conv",
        Convolution(
          Dim(one.inputs), Dim(one.outputs), one.window, groups: Dim(one.groups), bias: true))
      let pool = net.layer("pool", GlobalPooling.average)
      let tanh = net.layer("tanh", Activation(.tanh))
      return [pool(tanh(convolution(x))).reshaped(to: .vector)]
    }
  }

  /// The mean of tanh over all positions of the convolution, by image and channel.
  private static func naive(_ one: Case, batch: Int, _ x: [Float], _ w: [Float], _ b: [Float])
    -> [Double]
  {
    let window = one.window
    func size(_ n: Int) -> Int { window.outputSize(of: Dim(n)).value ?? 0 }
    let (height, width) = (size(one.height), size(one.width))
    let (top, left) = (
      window.padding(of: one.height).before, window.padding(of: one.width).before
    )
    let (perGroup, outputsPerGroup) = (one.inputs / one.groups, one.outputs / one.groups)
    var result: [Double] = []
    for image in 0..<batch {
      for output in 0..<one.outputs {
        var mean = 0.0
        for position in 0..<height * width {
          var sum = Double(b[output])
          for tap in 0..<window.kernel * window.kernel {
            let (u, v) = tap.quotientAndRemainder(dividingBy: window.kernel)
            let row = position / width * window.stride + u * window.dilation - top
            let column = position % width * window.stride + v * window.dilation - left
            guard (0..<one.height).contains(row), (0..<one.width).contains(column) else { continue }
            for channel in 0..<perGroup {
              let source = output / outputsPerGroup * perGroup + channel
              let pixel = ((image * one.inputs + source) * one.height + row) * one.width + column
              let weight = (output * perGroup + channel) * window.kernel * window.kernel + tap
              sum += Double(x[pixel]) * Double(w[weight])
            }
          }
          mean += 1 - 2 / (exponential(2 * sum) + 1)
        }
        result.append(mean / Double(height * width))
      }
    }
    return result
  }

  /// How a plan multiplies.
  enum Way: CaseIterable {
    case exact
    case fastWhole
    case fastSmall

    var algorithm: PlanOptions.Algorithm { self == .exact ? .exact : .fast }
    var products: ProductStyle { self == .fastSmall ? .small : .whole }
  }

  @Test(arguments: Case.all, Way.allCases)
  func `Results equal the sum over all indices, gradients equal central differences`(
    one: Case, way: Way
  ) throws {
    let batch = 2
    let network = Self.network(one)
    let options = PlanOptions(
      batch: batch, height: one.height, width: one.width, purpose: .training,
      algorithm: way.algorithm, threads: 2, products: way.products, wantsInputGradient: true)
    let session = try Session(ExecutionPlan(network, options))
    let x = SyntheticValues.input(batch * one.inputs * one.height * one.width)
    let weight = try #require(session.parameters.index(of: "conv.weight"))
    let bias = try #require(session.parameters.index(of: "conv.bias"))
    let (w, b) = (session.parameters[weight], session.parameters[bias])
    session.setInput(0, x)
    session.forward()
    let expected = Self.naive(one, batch: batch, x, w, b)
    for (left, right) in zip(session.logits, expected) { #expect(abs(Double(left) - right) < 1e-5) }
    let labels = [0, one.outputs - 1]
    _ = session.loss(labels: labels)
    session.backward()

    func loss(_ x: [Float], _ w: [Float], _ b: [Float]) -> Double {
      let logits = Self.naive(one, batch: batch, x, w, b)
      return (0..<batch).reduce(0) { sum, image in
        let row = logits[image * one.outputs..<(image + 1) * one.outputs]
        let total = row.reduce(0) { $0 + exponential($1) }
        return sum + (logarithm(total) - row[row.startIndex + labels[image]]) / Double(batch)
      }
    }
    func check(_ values: [Float], _ gradient: [Float], _ loss: ([Float]) -> Double) {
      for index in [0, values.count / 3, values.count - 1] {
        var (above, below) = (values, values)
        above[index] += 0x1p-8
        below[index] -= 0x1p-8
        let difference = (loss(above) - loss(below)) / 0x1p-7
        #expect(abs(Double(gradient[index]) - difference) < 2e-5 + abs(difference) * 1e-3)
      }
    }
    check(w, session.parameters.gradient(weight)) { loss(x, $0, b) }
    check(b, session.parameters.gradient(bias)) { loss(x, w, $0) }
    check(x, session.inputGradient) { loss($0, w, b) }
  }
}
