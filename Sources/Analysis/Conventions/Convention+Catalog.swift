import RLANetworks
import RLASymbolic
import RLAText

/// The named conventions, by id.
extension Convention {
  public static let all: [Convention] = [
    .macs, .thop2019, .thopLegacy, .thopCurrent, .thopPlain, .fvcore, .mmengine, .ptflopsPyTorch,
    .ptflopsATen, .torchinfo, .torchFlopCounter, .torchFlopCounterExact, .deepSpeed, .calflops,
    .torchprofile, .mmcv, .mmdetection, .onnxTool, .imgclsmob,
  ]

  /// The convention with the given id, whatever its case.
  public static func named(_ id: String) -> Convention? {
    let wanted = id.lowercased()
    return all.first { $0.id == wanted }
  }

  /// The convention of the newest version of a tool, such as `thop`; nil where there is no such tool.
  public static func newest(of tool: String) -> Convention? {
    let prefix = "\(tool.lowercased())@"
    return all.filter { $0.id.hasPrefix(prefix) }.max { left, right in
      left.version.lexicographicallyPrecedes(right.version)
    }
  }

  /// The numbers of the version, one of dates below all others.
  private var version: [Int] {
    let numbers = id.drop { $0 != "@" }.dropFirst().split(separator: ".").map { Int($0) ?? 0 }
    return numbers.first.map { $0 > 1999 } == true ? [0] + numbers.map { _ in 0 } : numbers
  }

  /// The ids that `id` may be a misspelling of, those of the nearest tool first and of that the
  /// nearest version.
  public static func suggestions(for id: String, count: Int = 3) -> [String] {
    let newestFirst = all.sorted { $1.version.lexicographicallyPrecedes($0.version) }.map(\.id)
    let ranked = nearestNames(to: id, in: newestFirst, count: all.count)
    return likelyNames(for: id, in: ranked, count: count) {
      String($0.lowercased().prefix { $0 != "@" })
    }
  }

  /// Multiply-adds of convolutions and linear layers, the number by which architectures are
  /// compared.
  public static let macs = Convention(
    id: "macs",
    summary: "Multiply-adds of convolutions, linear and recurrent layers and matrix products; "
      + "nothing else.",
    source: "Definition; on these networks it equals DeepSpeed's MACs and FlopCounterMode / 2.",
    remarks: ["Every application of a shared layer counts."],
    prefix: .si,
    measures: [
      Measure(
        key: "macs", unit: "MACs", sight: .categories,
        rules: [.on("product", count: [.multiplyAdds])], ignored: categories)
    ])

  /// Every category but products and unknown operators.
  private static let categories: [ToolKey] = [
    "normalization", "pooling", "activation", "arithmetic", "reduction", "movement", "shape",
    "control",
  ]
}
