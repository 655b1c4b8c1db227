import Foundation
import RLANetworks
import RLAONNX
import SystemPackage
import Testing

/// The elements of tensors, from wherever a model has them.
@Suite struct ONNXWeightsTests {
  /// More than those that are read with the graph.
  private static let count = 5000
  /// More than a window of the file holds.
  private static let longCount = 50_000

  /// A type by its number in ONNX, with the bytes of the whole numbers from 0 to 99, repeated.
  struct Stored: Sendable, CustomTestStringConvertible {
    let type: ElementType
    let number: Int
    let bytes: @Sendable (Int) -> [UInt8]

    var testDescription: String { type.rawValue }

    func raw(_ count: Int) -> [UInt8] { (0..<count).flatMap { bytes($0 % 100) } }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  static let types: [Stored] = [
    Stored(type: .float32, number: 1) { bytes(Float($0).bitPattern) },
    Stored(type: .uint8, number: 2) { [UInt8($0)] },
    Stored(type: .int8, number: 3) { [UInt8($0)] },
    Stored(type: .int32, number: 6) { bytes(Int32($0)) },
    Stored(type: .int64, number: 7) { bytes(Int64($0)) },
    Stored(type: .float16, number: 10) { bytes(Float16($0).bitPattern) },
    Stored(type: .float64, number: 11) { bytes(Double($0).bitPattern) },
    Stored(type: .bfloat16, number: 16) { bytes(UInt16(Float($0).bitPattern >> 16)) },
  ]

  private func tensor(
    _ name: String, _ count: Int, type: Int = 1, _ content: (inout WireWriter) -> Void
  ) -> [UInt8] {
    WireWriter.message { tensor in
      tensor.int(1, count)
      tensor.int(2, type)
      tensor.text(8, name)
      content(&tensor)
    }
  }

  private func external(_ name: String, _ count: Int, _ entries: [(String, String)]) -> [UInt8] {
    tensor(name, count) { tensor in
      for (key, value) in entries {
        tensor.data(
          13,
          WireWriter.message {
            $0.text(1, key)
            $0.text(2, value)
          })
      }
      tensor.int(14, 1)
    }
  }

  /// The weights of a model that returns its tensors, in a folder with a file of weights.
  private func weights<Result>(
    _ tensors: [[UInt8]], _ names: [String], file: [UInt8]? = nil,
    _ body: (ONNXWeights, FilePath) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = FilePath(folder.path(percentEncoded: false))
    let bytes = Handmade.model(
      graph: Handmade.graph(
        nodes: [Handmade.node("Relu", ["x"], ["y"])], tensors: tensors,
        outputs: [Handmade.value("y", [])] + names.map { Handmade.value($0, []) }))
    try Data(bytes).write(to: folder.appending(path: "m.onnx"))
    if let file { try Data(file).write(to: folder.appending(path: "m.weights")) }
    let model = try ONNXModel(path: path.appending("m.onnx"))
    let network = try ONNXNetwork(model, name: "m")
    return try body(ONNXWeights(of: network, at: path.appending("m.onnx")), path)
  }

  private func floats(
    _ weights: ONNXWeights, _ name: String, _ count: Int
  ) throws -> [Float] {
    var result = [Float](repeating: -1, count: count)
    try result.withUnsafeMutableBytes { try weights.read(TensorRequest(name, [count]), into: $0) }
    return result
  }

  private func expected(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 100) } }

  @Test(arguments: types, [7, count])
  func `Elements of every type become 32-bit numbers`(stored: Stored, count: Int) throws {
    let bytes = tensor("w", count, type: stored.number) { $0.data(9, stored.raw(count)) }
    try weights([bytes], ["w"]) { weights, _ in
      let found = try floats(weights, "w", count)
      #expect(found == expected(count))
      #expect(weights.holds("w") && weights.missingFiles.isEmpty)
    }
  }

  @Test(arguments: [7, count])
  func `Lists of numbers are read again`(count: Int) throws {
    let packed = (0..<count).flatMap { Self.bytes(Float($0 % 100).bitPattern) }
    let doubles = (0..<count).flatMap { Self.bytes(Double($0 % 100).bitPattern) }
    let tensors = [
      tensor("f", count) { $0.data(4, packed) },
      tensor("d", count, type: 11) { $0.data(10, doubles) },
      tensor("h", count, type: 10) { tensor in
        for place in 0..<count { tensor.int(5, Int(Float16(place % 100).bitPattern)) }
      },
      tensor("i", count, type: 7) { tensor in
        for place in 0..<count { tensor.int(7, place % 100) }
      },
    ]
    try weights(tensors, ["f", "d", "h", "i"]) { weights, _ in
      for name in ["f", "d", "h", "i"] {
        let found = try floats(weights, name, count)
        #expect(found == expected(count), "\(name)")
      }
      var whole = [Int64](repeating: -1, count: count)
      try whole.withUnsafeMutableBytes {
        try weights.read(TensorRequest("i", [count], .int64), into: $0)
      }
      #expect(whole == (0..<count).map { Int64($0 % 100) })
      let wanted = TensorRequest("f", [count], .int64)
      #expect(
        throws: TensorFailure(expected: wanted, found: .tensor(.float32, shape: [count]))
      ) { try weights.read(wanted) { _ in } }
    }
  }

  @Test func `Elements in another file lie at their offset, and a missing file is named`() throws {
    let file = [UInt8](repeating: 9, count: 12) + Self.types[0].raw(Self.longCount)
    let length = "\(4 * Self.longCount)"
    let inside = [("location", "m.weights"), ("offset", "12"), ("length", length)]
    let absent = [("location", "other.weights")]
    try weights(
      [external("w", Self.longCount, inside), external("v", 8, absent)], ["w", "v"], file: file
    ) { weights, path in
      let found = try floats(weights, "w", Self.longCount)
      #expect(found == expected(Self.longCount))
      #expect(weights.missingFiles == ["other.weights"] && !weights.holds("v"))
      let wanted = TensorRequest("v", [8])
      #expect(throws: TensorFailure(expected: wanted, found: .nothing)) {
        try weights.read(wanted) { _ in }
      }
      let handle = try FileDescriptor.open(path.appending("m.weights"), .readWrite)
      defer { try? handle.close() }
      try handle.resize(to: 100)
      #expect(throws: TensorFailure.self) { try floats(weights, "w", Self.longCount) }
    }
  }

  @Test(arguments: [
    [("offset", "13")], [("offset", "-4")], [("length", "19999")], [("offset", "20012")],
  ])
  func `A file that is too short is refused before anything is read`(
    entries: [(String, String)]
  ) throws {
    let file = [UInt8](repeating: 0, count: 4 * Self.count + 12)
    let tensor = external("w", Self.count, [("location", "m.weights")] + entries)
    #expect(throws: ONNXFailure.self) { try weights([tensor], ["w"], file: file) { _, _ in } }
  }

  @Test func `Tensors of two graphs with one name are two`() throws {
    func branch(_ number: Float) -> [UInt8] {
      let bytes = (0..<8).flatMap { _ in Self.bytes(number.bitPattern) }
      return Handmade.graph(
        inputs: [], nodes: [Handmade.node("Mul", ["x", "w"], ["z"])],
        tensors: [tensor("w", 8) { $0.data(9, bytes) }], outputs: [Handmade.value("z", [])])
    }
    let bytes = Handmade.model(
      graph: Handmade.graph(
        inputs: [Handmade.value("x", [8]), Handmade.value("c", [])],
        nodes: [
          Handmade.node("Cast", ["c"], ["b"], attributes: [Handmade.attribute("to", int: 9)]),
          Handmade.node(
            "If", ["b"], ["y"],
            attributes: [
              Handmade.attribute("then_branch", graph: branch(1)),
              Handmade.attribute("else_branch", graph: branch(2)),
            ]),
        ], outputs: [Handmade.value("y", [])]))
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let network = try ONNXNetwork(ONNXModel(bytes), name: "m")
    let weights = try ONNXWeights(of: network, at: FilePath(file.path(percentEncoded: false)))
    let names = network.network.nodes.flatMap(\.bodies).flatMap(\.network.constants).map(\.name)
    #expect(names == ["w", "w#2"])
    #expect(try floats(weights, "w", 8) == [Float](repeating: 1, count: 8))
    #expect(try floats(weights, "w#2", 8) == [Float](repeating: 2, count: 8))
  }

  @Test(arguments: [(10, ElementType.float16), (11, .float64), (16, .bfloat16)])
  func `A model of other real numbers becomes one of 32 bits`(
    number: Int, type: ElementType
  ) throws {
    let stored = try #require(Self.types.first { $0.type == type })
    let count = Self.count
    let bytes = Handmade.model(
      graph: Handmade.graph(
        inputs: [Handmade.value("x", [count], type: number)],
        nodes: [
          Handmade.node("Add", ["x", "w"], ["s"]),
          Handmade.node(
            "Cast", ["s"], ["y"], attributes: [Handmade.attribute("to", int: number)]),
        ],
        tensors: [tensor("w", count, type: number) { $0.data(9, stored.raw(count)) }]))
    let model = try ONNXModel(bytes)
    let network = try ONNXNetwork(model.with32BitNumbers, name: "m")
    #expect(try !ONNXNetwork(model, name: "m").hasOnly32BitNumbers && network.hasOnly32BitNumbers)
    let facts = network.network.inputs.map(\.fact) + network.network.constants.map(\.fact)
    #expect(facts.allSatisfy { $0.type == .float32 })
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let weights = try ONNXWeights(of: network, at: FilePath(file.path(percentEncoded: false)))
    #expect(try floats(weights, "w", count) == expected(count))
  }
}
