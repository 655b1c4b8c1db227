import RLAAnalysis
import RLANetworks
import Testing

/// The keys of the tools' tables against the names of the operators.
@Suite struct ToolKeyTests {
  @Test func `Every key names an operator or is in the list of foreign keys`() {
    let known = Self.known
    let foreign = Set(ToolKeys.foreign)
    #expect(foreign.count == ToolKeys.foreign.count)
    #expect(Self.keys.subtracting(known).subtracting(foreign).sorted() == [])
  }

  @Test func `No foreign key names an operator, and each is in use`() {
    #expect(ToolKeys.foreign.filter(Self.known.contains) == [])
    #expect(Set(ToolKeys.foreign).subtracting(Self.keys).sorted() == [])
  }

  @Test func `A key with a number sign stands for one to three axes`() {
    let key: ToolKey = "MaxPool#d"
    #expect(key.names == ["MaxPool1d", "MaxPool2d", "MaxPool3d"])
    #expect(("ZeroPad2d" as ToolKey).names == ["ZeroPad2d"])
  }

  @Test func `The categories of macs are those of the vocabulary`() {
    let measure = Convention.macs.measures[0]
    let keys = measure.rules.flatMap(\.keys) + measure.ignored
    let categories = OperatorKind.Category.allCases.filter { $0 != .custom }.map(\.rawValue)
    #expect(keys.flatMap(\.names).sorted() == categories.sorted())
  }

  /// Every key of every table, methods of tensors as functions of `torch`, and mmcv's wrappers as
  /// what they wrap.
  private static let keys: Set<String> = {
    let measures = Convention.all.flatMap(\.measures).filter { $0.sight != .categories }
    let keys = measures.flatMap { $0.rules.flatMap(\.keys) + $0.ignored }
    return Set(keys.flatMap(\.names).map(plain))
  }()

  /// Every name of every operator and every type of nodes, for one to three axes where a name says how many.
  private static let known: Set<String> = {
    let operators = OperatorCatalog.entries.map(\.operator) + OperatorCatalog.controls
    let types = OperatorCatalog.kinds.flatMap(\.onnx)
    let modes = ["nearest", "linear", "bilinear", "trilinear", "bicubic"].flatMap { mode in
      Resize.kind.onnx.map { "\($0)(\(mode))" }
    }
    let names =
      types + modes
      + operators.map(\.torch).flatMap { torch -> [String] in
        let spelled = torch.moduleKeys + torch.functionKeys + torch.calledKeys
        return spelled + [torch.method].compactMap(\.self) + torch.aten + torch.calledATen
      }
    return Set(
      names.flatMap { name in
        name.contains("2d") ? (1...3).map { name.replacing("2d", with: "\($0)d") } : [name]
      }.map(plain))
  }()

  private static func plain(_ key: String) -> String {
    let key = key.hasPrefix("bricks.") ? String(key.dropFirst("bricks.".count)) : key
    return key.hasPrefix("Tensor.") ? "torch." + key.dropFirst("Tensor.".count) : key
  }
}
