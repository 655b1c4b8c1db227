import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

/// Bytes of networks that are stored in other types than float32.
@Suite struct StoragePrecisionTests {
  private func profile(_ name: String, _ precision: StoragePrecision) throws -> Profile {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    return Profile(try InferredShapes(network, input: [1, 3, 64, 64]), precision: precision)
  }

  @Test(arguments: ["rla_resnet50_eca", "rlagru_resnet50", "mobilenet_v2"])
  func `Bytes are in proportion to the type, and operations stay`(name: String) throws {
    let single = try profile(name, .float32)
    for precision in [StoragePrecision.float16, .bfloat16, .int8] {
      let factor = Dim(4 / precision.stored.bytes)
      let other = try profile(name, precision)
      #expect(other.total.bytesWritten * factor == single.total.bytesWritten)
      #expect(other.total.bytesMoved * factor == single.total.bytesMoved)
      #expect(other.parameterBytes * factor == single.parameterBytes)
      #expect(
        other.memory.peak.map { $0.bytes * 4 / precision.stored.bytes } == single.memory.peak?.bytes
      )
      #expect(other.counts() == single.counts())
    }
  }

  @Test func `Training in half precision halves everything but indices`() throws {
    let network = Network("pool", inputs: [Input("x", .float([2, 3, 8, 6]))]) { scope, values in
      let features = scope.layer("conv", Convolution(3, 5, .same(3), bias: true))(values[0])
      return [("y", scope.layer("pool", Pooling.max(Window(2, stride: 2, padding: 0)))(features))]
    }
    let inputs = network.inputs.map(\.fact)
    func training(_ precision: StoragePrecision) throws -> TrainingMemory {
      Profile(try InferredShapes(network, inputs: inputs), precision: precision).trainingMemory
    }
    let (parameters, input, features, indices) = (3 * 5 * 9 + 5, 288, 480, 2 * 5 * 4 * 3 * 8)
    for precision in StoragePrecision.allCases {
      let memory = try training(precision)
      let bytes = precision == .int8 ? 4 : precision.stored.bytes
      #expect(memory.parameters.value == parameters * bytes)
      #expect(memory.gradients == memory.parameters && memory.optimizerState == memory.gradients)
      #expect(memory.savedActivations.value == (input + features) * bytes + indices)
    }
  }

  @Test func `Values of other types keep theirs`() {
    let index = Fact(.int64, [7])
    for precision in StoragePrecision.allCases {
      #expect(precision.type(of: index) == .int64)
      #expect(precision.type(of: .float([7])) == precision.stored)
    }
  }

  @Test func `A figure knows the type of its bytes`() throws {
    let training = try #require(Figure.named("training"))
    let peak = try #require(Figure.named("peak"))
    #expect(StoragePrecision.int8.type(of: training) == .float32)
    #expect(StoragePrecision.int8.type(of: peak) == .int8)
    #expect(StoragePrecision.float16.type(of: training) == .float16)
    #expect(StoragePrecision.float16.type(of: .parameters) == nil)
    for figure in Figure.all where figure.unit == "B" { #expect(figure.memory != nil) }
  }
}
