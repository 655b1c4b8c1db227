import RLAArchitectures
import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Weights from sources into the layouts that kernels read, and back.
@Suite struct TensorSourceTests {
  /// Tensors of 32-bit numbers in memory, delivered in chunks of any length.
  private struct Tensors: TensorSource {
    var tensors: [String: (shape: [Int], values: [Float])] = [:]
    var chunkCount = 7
    /// Those that several threads may read.
    var sharedNames: Set<String> = []

    func canBeReadAtOnce(_ request: TensorRequest) -> Bool { sharedNames.contains(request.name) }

    func read(
      _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
    ) throws(TensorFailure) {
      guard let tensor = tensors[request.name] else {
        throw TensorFailure(expected: request, found: .nothing)
      }
      guard tensor.shape == request.shape, request.type == .float32 else {
        throw TensorFailure(
          expected: request, found: .tensor(.float32, shape: tensor.shape))
      }
      for first in stride(from: 0, to: tensor.values.count, by: chunkCount) {
        let chunk = Array(tensor.values[first..<min(first + chunkCount, tensor.values.count)])
        chunk.withUnsafeBytes(accept)
      }
    }
  }

  /// A layer of every layout, with partial panels and groups.
  private let network = Network("layouts", inputChannels: 6) { net, image in
    let wide = net.layer("wide", Convolution(6, 70, .same(3), bias: true))(image)
    let point = net.layer("point", Convolution(70, 132, Window(1)))(wide)
    let grouped = net.layer("grouped", Convolution(132, 12, .same(3), groups: 2))(point)
    let depth = net.layer("depth", Convolution(12, 12, .same(3), groups: 12))(grouped)
    let up = net.layer("up", TransposedConvolution(12, 5, Window(2, stride: 2), bias: false))(depth)
    let norm = net.layer("norm", BatchNormalization(5))(up)
    let vector = net.layer("pool", GlobalPooling.average)(norm).reshaped(to: .vector)
    let linear = net.layer("linear", Linear(5, 67, bias: true))(vector)
    return [net.layer("turned", Linear(67, 70, bias: true, transposed: true))(linear)]
  }

  private func tensors(of parameters: Parameters, chunkCount: Int) -> Tensors {
    var source = Tensors(chunkCount: chunkCount)
    for entry in parameters.entries {
      let start = source.tensors.values.reduce(0) { $0 + $1.values.count }
      source.tensors[entry.name] = (entry.shape, (0..<entry.count).map { Float(start + $0) })
    }
    return source
  }

  @Test(arguments: [ProductStyle.whole, .small], [1, 7, 64, 1_000_000])
  func `Every layout takes chunks of any length and gives the tensor back`(
    products: ProductStyle, chunkCount: Int
  ) throws {
    let parameters = try Parameters(network, products: products)
    let source = tensors(of: parameters, chunkCount: chunkCount)
    try parameters.load(from: source)
    for (index, entry) in parameters.entries.enumerated() {
      #expect(parameters[index] == source.tensors[entry.name]?.values, "\(entry.name)")
    }
  }

  @Test func `Threads load what they may read at once, and a failure of any is reported`() throws {
    let parameters = try Parameters(network)
    var source = tensors(of: parameters, chunkCount: 50)
    source.sharedNames = Set(parameters.entries.map(\.name).filter { !$0.hasPrefix("norm") })
    source.tensors["wide.bias"] = nil
    try parameters.load(available: source, threads: 3)
    let formula = try Parameters(network)
    formula.fillWithSyntheticWeights()
    for (index, entry) in parameters.entries.enumerated() {
      #expect(parameters[index] == source.tensors[entry.name]?.values ?? formula[index])
    }
    for name in ["linear.weight", "norm.bias", "depth.weight"] {
      var broken = source
      broken.tensors[name]?.shape = [1, 2, 3]
      let failure = #expect(throws: TensorFailure.self) {
        try parameters.load(available: broken, threads: 3)
      }
      #expect(failure?.expected.name == name)
    }
  }

  @Test func `What a source lacks is reported with what was expected and found`() throws {
    let parameters = try Parameters(network)
    let name = "depth.weight"
    let expected = TensorRequest(name, [12, 1, 3, 3])
    func failure(_ change: (inout Tensors) -> Void) -> TensorFailure? {
      var source = tensors(of: parameters, chunkCount: 10)
      change(&source)
      do throws(TensorFailure) { try parameters.load(from: source) } catch { return error }
      return nil
    }
    #expect(failure { _ in } == nil)
    #expect(
      failure { $0.tensors[name] = nil } == TensorFailure(expected: expected, found: .nothing))
    #expect(
      failure { $0.tensors[name]?.shape = [12, 1, 9] }
        == TensorFailure(expected: expected, found: .tensor(.float32, shape: [12, 1, 9])))
    for count in [0, 107, 109, 250] {
      #expect(
        failure { $0.tensors[name]?.values = Array(repeating: 1, count: count) }
          == TensorFailure(expected: expected, found: .elements(count)))
    }
  }

  @Test func `Elements beyond a tensor do not reach its neighbors`() throws {
    let parameters = try Parameters(network)
    var source = tensors(of: parameters, chunkCount: 10)
    source.tensors["depth.weight"]?.values = Array(repeating: 1, count: 1000)
    #expect(throws: TensorFailure.self) { try parameters.load(from: source) }
    let next = try #require(parameters.index(of: "up.weight"))
    #expect(parameters[next].allSatisfy { $0 == 0 })
  }

  @Test func `Synthetic weights are the same from a source, directly and element by element`()
    throws
  {
    let (loaded, filled) = (try Parameters(network), try Parameters(network))
    try loaded.load(from: SyntheticWeights())
    filled.fillWithSyntheticWeights()
    for (index, entry) in loaded.entries.enumerated() {
      let formula = SyntheticValues(entry.name)
      let fanIn = entry.shape.dropFirst().reduce(1, *)
      let expected = (0..<entry.count).map { position in
        let u = formula.unit(position)
        if entry.name.hasSuffix("running_var") || entry.name == "norm.weight" {
          return Float(0.5 + u)
        }
        if entry.shape.count == 1 { return Float(0.2 * u - 0.1) }
        return Float((2 * u - 1) * (3 / Double(fanIn)).squareRoot())
      }
      #expect(loaded[index] == expected && filled[index] == expected, "\(entry.name)")
    }
  }

  @Test func `Constants are read unchanged, and types without synthetic values are refused`() throws
  {
    let constant = try #require(TensorRequest(Constant("scope.bias", .float([2, 3]))))
    #expect(constant == TensorRequest("scope.bias", [2, 3]))
    var values = [Float](repeating: 0, count: 6)
    try values.withUnsafeMutableBytes { memory in
      try SyntheticWeights().read(constant, into: memory)
    }
    let formula = SyntheticValues("scope.bias")
    #expect(values == (0..<6).map { Float(0.2 * formula.unit($0) - 0.1) })

    let sizes = try #require(TensorRequest(Constant("sizes", Fact(.int64, [2]))))
    #expect(sizes.byteCount == 16)
    #expect(TensorRequest(Constant("free", Fact(.int64, [Dim(.batch)]))) == nil)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(throws: TensorFailure(expected: sizes, found: .nothing)) {
      try bytes.withUnsafeMutableBytes { memory in
        try SyntheticWeights().read(sizes, into: memory)
      }
    }
  }

  @Test(arguments: [0, 5, 7, 100])
  func `Memory is filled with exactly its elements`(count: Int) throws {
    let request = TensorRequest("x", [2, 3])
    var source = Tensors(chunkCount: 4)
    source.tensors["x"] = ([2, 3], (0..<count).map { Float($0) })
    var values = [Float](repeating: -1, count: 6)
    #expect(throws: TensorFailure(expected: request, found: .elements(count))) {
      try values.withUnsafeMutableBytes { memory in
        try source.read(request, into: memory)
      }
    }
    source.tensors["x"]?.values = [3, 1, 4, 1, 5, 9]
    try values.withUnsafeMutableBytes { memory in
      try source.read(request, into: memory)
    }
    #expect(values == [3, 1, 4, 1, 5, 9])
  }
}
