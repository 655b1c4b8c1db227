import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Which of the two gradients of a product are computed.
@Suite struct ProductGradientTests {
  /// A linear layer of 4 features on 2x4x4, then the product of two values, 0 being the input and
  /// 1 the result of the layer.
  private func product(_ left: Int, _ right: Int, frozen: Set<Int> = []) throws -> Work {
    let network = Network("product", inputs: [Input("x", .float([2, 4, 4]))]) { net, values in
      let all = [values[0], net.layer("linear", Linear(4, 4, bias: false))(values[0])]
      return [("y", net.apply(MatMul(), to: [all[left], all[right]])[0])]
    }
    let shapes = try InferredShapes(network, inputs: network.inputs.map(\.fact))
    let profile = Profile(shapes, frozenLayers: frozen)
    return profile.metrics(of: [1]).tally.total
  }

  @Test func `An operand needs a gradient where it depends on a parameter`() throws {
    for (left, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      let work = try product(left, right)
      #expect(work[.multiplyAdds] == 128)
      #expect(work[.inputGradient].value == (left == 1 ? 128 : 0))
      #expect(work[.weightGradient].value == (right == 1 ? 128 : 0))
      #expect(work[.weightGradientTimesGroups] == work[.weightGradient])
    }
  }

  @Test func `No operand after frozen layers needs a gradient`() throws {
    let work = try product(1, 1, frozen: [0])
    #expect(work[.inputGradient] == 0 && work[.weightGradient] == 0)
  }

  @Test func `FlopCounterMode counts both gradients of a product`() throws {
    let network = Network("product", inputs: [Input("x", .float([2, 4, 4]))]) { net, values in
      let linear = net.layer("linear", Linear(4, 4, bias: false))(values[0])
      return [("y", net.apply(MatMul(), to: [linear, linear])[0])]
    }
    let shapes = try InferredShapes(network, inputs: network.inputs.map(\.fact))
    // The layer: the product and the gradient of the weight; then the product and two gradients.
    let counts = Profile(shapes).counts()
    #expect(counts["torch-flop-counter@2.13:forward"]?.value == 512)
    #expect(counts["torch-flop-counter@2.13:training"]?.value == 512 + 256 + 512)
  }

  @Test func `A Gemm saves its two operands and not its summand`() throws {
    func saved(_ last: Int) throws -> Dim {
      let inputs = ["a", "b", "c"].map { Input($0, .float([4, 4])) }
      let network = Network("gemm", inputs: inputs) { net, values in
        let linear = net.layer("linear", Linear(4, 4, bias: false))(values[0])
        return [("y", net.apply(Gemm(), to: [linear, values[1], values[last]])[0])]
      }
      let profile = Profile(try InferredShapes(network, inputs: inputs.map(\.fact)))
      return profile.metrics(of: [1]).savedTensorBytes
    }
    #expect(try saved(2) == 2 * 16 * 4)
    #expect(try saved(1) == 2 * 16 * 4)
  }
}
