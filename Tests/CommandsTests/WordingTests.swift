import Foundation
import RLAAnalysis
import RLAArchitectures
import RLACheckpoints
import RLACommands
import RLADiagrams
import RLAExecution
import RLAFiles
import RLAImages
import RLAKernels
import RLANetworks
import RLAONNX
import RLAPlots
import RLAQueries
import RLASymbolic
import RLATraining
import TestSupport
import Testing

/// Every sentence of Wording is said once: in the transcripts of `MistakeTests`, or here where a
/// command line cannot provoke it or the answer depends on the machine.
@Suite struct WordingTests {
  @Test func `No sentence is left that nothing provokes`() throws {
    let said = try MistakeTests.transcripts.map {
      try Fixture.text("Golden/mistakes/\($0).txt")
    }
    let sentences =
      said.flatMap { $0.split(separator: "\n").map(String.init) } + (try provoked())
      + [Wording.layingOut(seconds: 2), "\(Wording.memoryRanOut)", "\(Wording.ownFault)"]
    for literal in try SentenceLiteral.all() {
      #expect(
        sentences.contains { literal.occurs(in: $0) },
        "\(literal.file) has words that no test provokes: \(literal.pieces)")
    }
  }

  @Test func `A sentence begins with a capital or a name, and ends with a full stop`() throws {
    for sentence in try provoked() {
      #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(sentence)")
      #expect(!sentence.hasSuffix("..") && !sentence.contains("  "), "\(sentence)")
    }
  }

  @Test(arguments: [
    (1, "The plot lacks n1, for which"), (6, "lacks n1, n2, n3, n4, n5, n6, for which"),
    (180, "The plot lacks n1, n2, n3, n4 and 176 more, for which x or y is unknown."),
  ])
  func `Of many names a sentence has the first`(count: Int, expected: String) {
    #expect(Wording.lacking((1...count).map { "n\($0)" }, "x", "y").contains(expected))
  }

  private func provoked() throws -> [String] {
    let failures =
      plans.map { CommandFailure.plan("net", $0) } + (try refusals()) + drawings + models + others
      + datasets
      + exports + checkpoints
    return failures.map(Wording.sentence) + (try written()) + training
      + [Wording.unusableVectors("AVX9", usable: ["baseline", "AVX2"])] + measurements + system
  }

  private var datasets: [CommandFailure] {
    [
      .dataset(.file("x.npy", .notAFile)), .dataset(.file("x.npy", .end(offset: 9))),
      .dataset(.images("x.npy", .int64, shape: [])), .dataset(.noImages("x.npy")),
      .dataset(.checkpoint("x.safetensors", CheckpointFailure(.foreign(.unknown)))),
      .evaluation(.noLibrary(.turboJPEG, image: "a.jpg")), .evaluation(.notAClassifier("net")),
    ]
  }

  private var training: [String] {
    let refusals: [TrainingRefusal] = [
      .noImages("training"), .note("c.pth.tar"), .changed("c.pth.tar", options: ["--seed"]),
      .optimizer("c.pth.tar", found: 3, expected: 4),
      .image(UnreadableImage(name: "a/1.png", failure: .empty)),
      .singleValue(norm: "bn1", batch: 2, isLast: true, images: 7),
      .classesOfParts("d", training: ["a"], validation: ["a", "b"]),
      .processes(2, .singleThread), .batch(1, processes: 2), .alone("--tune", processes: 2),
    ]
    let layers = ["conv1", nil].map { layer in
      TrainingRefusal.notFinite(
        NotFinite(epoch: 1, step: 2, loss: .nan, layer: layer, count: layer == nil ? 0 : 3))
    }
    return (refusals + layers).map(Wording.sentence) + [
      Wording.ignoredPublishedOptions(["--rank"]), Wording.fewClasses(3),
      Wording.otherThreads(2, 1), Wording.otherMachine,
      Wording.changedSettings(["--lr", "--wd"]), Wording.savedInterrupted("w/c.pth.tar"),
      Wording.largeImage("a/b.png", pixels: 90_000_000),
    ]
  }

  private var measurements: [String] {
    [
      Wording.tooSlow(1.25, interval: 1.2...1.3, limit: 1.1),
      Wording.withinNoise(1.25, limit: 1.1), Wording.disturbed("the hypervisor took half."),
    ]
  }

  private var system: [String] {
    [
      Wording.tooManyThreads(9, processors: 2), Wording.reduced(31, from: 150),
      Wording.outOfTolerance(["a.json"], of: 2), Wording.notFiniteWeights("w.pth", "fc.bias", 1),
      Wording.notFiniteWeights("w.pth", "fc.bias", 2), Wording.fixedSizes(.declared),
      Wording.fixedSizes(.otherGraph),
      Wording.fixedSizes(.noGeneralForm, "Reshape at flatten gets 7 values; expected 8."),
    ] + Simplification.allCases.map(Wording.simplified)
  }

  private var plans: [PlanFailure] {
    [
      .symbolic("conv"), .inputs([[2, 3], [1, 3, 8, 8]]), .type("x", .int64), .outputs(2),
      .constant(TensorFailure(expected: TensorRequest("scale", [3]), found: .nothing)),
      .constant(TensorFailure(expected: TensorRequest("scale", [3]), found: .elements(2))),
      .constant(
        TensorFailure(expected: TensorRequest("scale", [3]), found: .tensor(.int4, shape: []))),
      .lossType("y", .int64),
      .noGradient("conv", Self.kind), .unsupported("conv", Self.kind),
      .miscount("find", planned: 3, found: 4),
      .unsupported("conv", Self.kind, others: [If.kind, Loop.kind]),
      .unsupported("loop", Loop.kind), .unsupported("branch", If.kind),
      .memory(needed: 5_000_000, available: 1_000_000), .overflow, .shape(failure(.overflow)),
      .addresses(needed: 5_000_000, left: 1_000_000), .threads(wanted: 4, left: 2),
      .resources(.memory(bytes: 4096)), .resources(.threads(wanted: 4, started: 2)),
    ]
  }

  private static let kind = Convolution(3, 4, .same(3)).kind

  private func failure(
    _ mismatch: ShapeMismatch, inputs: [Shape] = [[1, 3, 8, 8], [1, 4, 9, 8]]
  ) -> ShapeFailure {
    ShapeFailure(
      path: "conv", stage: "stem", kind: Self.kind, inputs: inputs, mismatch: mismatch)
  }

  private func refusals() throws -> [CommandFailure] {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let faults: [EinsumEquation.Fault] = [
      .ellipsis, .repeated("i"), .unknown("z"), .malformed,
    ]
    let mismatches: [ShapeMismatch] =
      [
        .rank(expected: 4, actual: 2), .channels(expected: 3, actual: 4),
        .unequal(axis: 0, 1, 2), .unequal(axis: 1, 1, 2), .unequal(axis: 4, 1, 2),
        .innerSizes(3, 4), .letter("i", 3, 4),
        .windowTooLarge(axis: 2, size: 3, kernel: 7), .axis(5, rank: 4), .index(9, size: 3), .step,
        .multiple(axis: 1, size: 7, of: 4), .elements(expected: 12, actual: 13),
        .unknownElements(input: "shape"),
        .outputs(expected: 2, actual: 1), .overflow,
      ] + faults.map { .equation("ii->i", $0) }
    let both = try InferredShapes.acceptedSizes(of: network)
    let other = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    let sizes = try InferredShapes.acceptedSizes(of: other)
    let failures =
      mismatches.map { failure($0) } + [failure(.unequal(axis: 2, 1, 2), inputs: [[1]])]
    return failures.map {
      .refusedInput(network, input: [1, 3, 8, 8], $0, accepted: both, isAccident: false)
    } + [
      .refusedInput(
        network, input: [1, 3, 31, 30], failure(.innerSizes(1, 2)),
        accepted: (both.height, sizes.width), isAccident: false),
      demanding(.height, 48...48), demanding(.width, 33...80),
      .notFinite(path: "conv", count: 3),
      .explanation(.unmeasurable(network, .overflow, place: [(.batch, 1)])),
    ]
  }

  /// A model with open sizes, of which a node accepts some.
  private func demanding(_ symbol: Symbol, _ sizes: ClosedRange<Int>) -> CommandFailure {
    let input = Input("x", .float([Dim(Symbol("n")), 3, 8, 8]))
    let network = Network("open", inputs: [input]) { _, values in [("y", values[0])] }
    return .refusedInput(
      network, input: [1, 3, 8, 8], failure(.innerSizes(1, 2)), accepted: nil,
      demand: SizeDemand(path: "concat", symbol: symbol, sizes: sizes), isAccident: false)
  }

  private var drawings: [CommandFailure] {
    [
      .diagram("net", .noBlocks),
      .diagram("net", .tooManyOperators(2000, limit: 1500, modules: [])),
      .diagram("net", .tooManyOperators(2000, limit: 1500, modules: ["a"])),
      .diagram("net", .tooManyOperators(2000, limit: 1500, modules: ["a", "b"])),

      .rendering(.format(.png, messages: ["no plugin"])), .rendering(.layout(messages: [])),
      .binaryOnTerminal(.png), .rendering(.noLibrary("libgvc.so.6")),
      .rendering(.crash(signal: 11)), .rendering(.time(seconds: 120)), .rendering(.memory),
      .rendering(.process(reason: "it ended with code 3")),
    ]
  }

  private var models: [CommandFailure] {
    let places: [ONNXFailure.Place] = [
      .node("act", type: "Relu"), .tensor("w"), .value("y"), .function("own.F"),
    ]
    let reasons: [ONNXFailure.Reason] = [
      .notAFile, .truncated(message: "NodeProto", offset: 7), .longNumber(message: "M", offset: 7),
      .wireType(message: "NodeProto", field: 1, found: 0, offset: 7), .tooDeep(limit: 64), .noGraph,
      .missingOpset(domain: "com.acme"),
      .unsupportedOpset(domain: "ai.onnx", version: 99, supported: 1...28), .repeatedName("y"),
      .undefined(value: "z"), .cycle, .dimension(-1), .tooManyElements(dims: [1 << 40, 1 << 40]),
      .dataSize(expected: 24, found: 20), .elementType(77),
      .externalSize("m.weights", expected: 24, offset: 8, found: 20), .externalLocation("../w"),
      .recursion,
      .tooManyNodes(limit: 4_000_000), .noOutputs, .missingAttribute("axis"),
      .attributeKind("axis", expected: "an integer"),
      .attributeValue("group", found: "3", expected: "a divisor of 4"),
      .inputCount(expected: 1...1, found: 2), .inputCount(expected: 1...3, found: 4),
      .inputCount(expected: 1 ... .max, found: 0), .outputCount(expected: 1, found: 2),
      .missingInput(1, name: "B"), .openInput(1, name: "axes"), .openShape(0, name: "data"),
      .tooManyAxes(65, limit: 64), .tooManySymbols(limit: 1000),
      .attributeValue("axes", found: String(repeating: "1, ", count: 99), expected: "two"),
      .inputShape(0, expected: "a tensor", found: "a sequence"), .unknownOperator(domain: ""),
      .notATensor(found: "a sequence"), .unreadElements(.string),
      .unknownOperator(domain: "com.acme"),
    ]
    let inputs: [InputFailure] = [
      .contradiction(input: "x", axis: 0, "1", "n"),
      .values(input: "steps", expected: 1, actual: 2),
      .noImages(option: "--input-size"), .noBatch,
      .givenSizes(input: "x", option: "--batch"), .unknownBranch("/Iff", suggestions: ["/If"]),
    ]
    let kinds = ForeignKind.allCases.map { ONNXFailure.Reason.foreign($0) }
    return (reasons + kinds).map { .onnx("m.onnx", ONNXFailure($0)) }
      + places.map { .onnx("m.onnx", ONNXFailure(.cycle, at: $0)) }
      + [.openInput(1, name: "axes"), .openShape(0, name: "data")].map {
        .onnx("m.onnx", ONNXFailure($0), options: options)
      }
      + inputs.map { .input("net", $0) } + [.fixedByFile("m.onnx", option: "--classes")]
  }

  private var checkpoints: [CommandFailure] {
    let reasons: [CheckpointFailure.Reason] = [
      .archive(.badName), .archive(.overlap), .archive(.prefix), .archive(.checksum),
      .archive(.byteOrder), .pickle(.call("torch.Size")), .pickle(.longNumber),
      .pickle(.storageView), .pickle(.tooManySteps(limit: 9000)), .header(.missing("shape")),
      .header(.tooManyNames(limit: 9000)), .tensor(.repeatedName), .tensor(.name),
      .tooLong(limit: 9000), .header(.range(start: 4, expected: 0)),
    ]
    let tensor = FileTensor("fc.bias", [3], .uint16)
    let short = TensorFailure(expected: tensor.request, found: .elements(2))
    let bias = StateEntry(name: "fc.bias", weight: Weight("bias", [3]), sharedWith: nil)
    let others = (0..<14).map { FileTensor("w\($0)", [3], .float32) }
    return reasons.map { .checkpoint("w.pth", CheckpointFailure($0, at: .byte(8))) }
      + [
        .checkpoint("w.pth", CheckpointFailure(.noTensors, at: .member("data.pkl"))),
        .checkpoint("w.pth", CheckpointFailure(.tensor(.negative), at: .tensor("fc.bias"))),
        .unreadableTensor("w.pth", short), .conversion("w.pth", .type(tensor)),
        .conversion("w.pth", .tooLong(limit: 9000)), .conversion("w.pth", .tensor(short)),
        .misfit("w.pth", "net", WeightFit(of: [tensor] + others, to: [bias])),
      ]
  }

  /// What gives a model what it leaves open.
  private var options: [String] {
    [
      Wording.sizesOption("x", [1, Dim(Symbol("n"))]), Wording.valuesOption("rate", count: 1),
      Wording.valuesOption("sizes", count: 2), Wording.branchOption("/If"),
    ]
  }

  private var exports: [CommandFailure] {
    let reasons: [ONNXExportFailure.Reason] = [.noForm, .openSize, .elements, .tooLarge(bytes: 3)]
    return [.modelOnTerminal]
      + reasons.map { .export(ONNXExportFailure($0, "conv", Self.kind)) }
  }

  /// What exported models say of themselves, and what is said of them.
  private func written() throws -> [String] {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    let inputs: [Shape] = [[1, 3, 64, 64], [1, 3, Dim(Symbol("height")), 64]]
    return try inputs.map { Wording.exported(try InferredShapes(network, input: $0)) }
      + [Wording.withoutWeights("net.onnx.data")]
  }

  private var others: [CommandFailure] {
    let overflow = ExplanationFailure.BrokenAssertion(
      condition: "macs < 1", cases: [("net", .overflow(.parameters))])
    let plain = ExplanationFailure.BrokenAssertion(
      condition: "1 > 2", cases: [("net", .broken([]))])
    return [
      .explanation(.noLogarithm(column: "macs")), .explanation(.unlikeCoordinates),
      .plot(.drawing(.noLibrary("libcairo.so.2"))),
      .plot(.drawing(.refused(.png, reason: "out of memory"))),
      .explanation(.selection(.divisionByZero, model: "net")),
      .explanation(.selection(.overflow, model: "net")),
      .explanation(.openMatch("net", [.batch])),
      .explanation(.broken([overflow], of: 1)), .explanation(.broken([plain], of: 1)),
      .readerLeft, .notATest("folder"),
    ] + libraries.map { .linearAlgebra($0) }
  }

  private var libraries: [LinearAlgebra.Failure] {
    [
      .notInstalled(names: ["libopenblas.so.0", "libblas.so.3"]),
      .unknownCore("Hasvell", known: ["Haswell", "Zen"]), .core("Bulldozer", missing: ["fma4"]),
      .absentCore("Cooperlake", instead: "Haswell"), .addresses(needed: 5_000_000, left: 1_000_000),
    ]
  }
}

/// A string of Wording, cut where a value is put in.
private struct SentenceLiteral {
  let file: String
  let pieces: [String]

  /// Whether the pieces occur in a sentence, in their order.
  func occurs(in sentence: String) -> Bool {
    var rest = sentence[...]
    for piece in pieces {
      guard let range = rest.range(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  /// The literals with words in all files of Wording.
  static func all() throws -> [SentenceLiteral] {
    let folder = Fixture.root.deletingLastPathComponent().appending(path: "Sources/Commands")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
      .filter { $0.hasPrefix("Wording") }.sorted()
    try #require(files.count > 3)
    return try files.flatMap { file in
      let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      let code = source.split(separator: "\n").filter { line in
        !line.drop { $0 == " " }.hasPrefix("//")
      }
      var reader = LiteralReader(text: Array(code.joined(separator: "\n")))
      return reader.literals().map { SentenceLiteral(file: file, pieces: $0) }
        .filter { $0.pieces.contains { $0.contains(where: \.isLetter) } }
    }
  }
}

/// Finds the string literals of Swift code.
private struct LiteralReader {
  let text: [Character]
  private var index = 0
  private var found: [[String]] = []

  init(text: [Character]) { self.text = text }

  mutating func literals() -> [[String]] {
    code(until: nil)
    return found
  }

  /// Reads code up to an unmatched `end`.
  private mutating func code(until end: Character?) {
    var depth = 0
    while index < text.count {
      let character = text[index]
      index += 1
      switch character {
      case "\"": literal()
      case "(": depth += 1
      case ")" where end == ")" && depth == 0: return
      case ")": depth -= 1
      default: break
      }
    }
  }

  /// Reads a literal, after its opening quote.
  private mutating func literal() {
    var pieces = [""]
    while index < text.count {
      let character = text[index]
      index += 1
      if character == "\"" { break }
      guard character == "\\" else {
        pieces[pieces.count - 1].append(character)
        continue
      }
      let escaped = text[index]
      index += 1
      if escaped == "(" {
        code(until: ")")
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(escaped == "n" ? "\n" : escaped)
      }
    }
    found.append(pieces.filter { !$0.isEmpty })
  }
}
