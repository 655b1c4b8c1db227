public import RLASymbolic
import RLAText

/// A named architecture.
public struct CatalogEntry: Sendable {
  /// Which definitions belong together in a listing.
  public enum Family: String, CaseIterable, Sendable {
    case resNet = "ResNet"
    case resNeXt = "ResNeXt"
    case rlaResNet = "RLA-ResNet"
    case rlaResNeXt = "RLA-ResNeXt"
    case ablation = "RLA ablations"
    case mobileNetV2 = "MobileNetV2"
    case rlaMobileNetV2 = "RLA-MobileNetV2"
    case detector = "COCO detectors"
  }

  /// What the option for state channels sets.
  public enum StateChannels: Hashable, Sendable {
    /// The network has no state.
    case absent
    /// k is 32 unless given.
    case free
    /// The name says k.
    case fixed(Int)
    /// Not a state: planes widened by ⌊k/4⌋ to match an RLA network (resnet50_k).
    case widening
  }

  /// The constructor of the published code.
  public let name: String
  public let family: Family
  public let stateChannels: StateChannels
  /// Names of published tables and of related libraries.
  public internal(set) var aliases: [String] = []
  let architecture: Architecture

  /// The definition with k state channels, by default what the name says or 32, and the given number
  /// of classes, by default 1000.
  ///
  /// - Throws: `Architecture.StateChannelsFailure` where k cannot be chosen.
  public func architecture(
    stateChannels k: Dim? = nil, classes: Dim? = nil
  ) throws(Architecture.StateChannelsFailure) -> Architecture {
    var result = architecture
    if let classes { result.classes = classes }
    guard let k else { return result }
    switch (stateChannels, architecture) {
    case (.free, _):
      result.recurrence?.channels = k
    case (.fixed(let fixed), _):
      if k != Dim(fixed) { throw .fixed(fixed) }
    case (.widening, .resNet(var model)):
      model.widen(toMatch: k)
      if let classes { model.classes = classes }
      result = .resNet(model)
    case (.absent, _), (.widening, .mobileNetV2), (.widening, .detector):
      throw .noState
    }
    return result
  }

  init(
    _ family: Family, _ architecture: Architecture, stateChannels: StateChannels
  ) {
    name = architecture.name
    self.family = family
    self.architecture = architecture
    self.stateChannels = stateChannels
  }
}

/// Every architecture by name; the only list of names.
public enum Catalog {
  public static let entries: [CatalogEntry] = classifiers + detectors(on: classifiers)

  /// The 66 classifiers.
  public static let classifiers: [CatalogEntry] =
    withPublishedNames(plainResNets + rlaResNets + ablations + mobileNets)

  /// The 18 detectors.
  public static var detectors: [CatalogEntry] { entries.filter { $0.family == .detector } }

  private static let byName: [String: CatalogEntry] =
    Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })

  private static let byKey: [String: CatalogEntry] = {
    var result = Dictionary(uniqueKeysWithValues: entries.map { (key(of: $0.name), $0) })
    for entry in entries {
      for alias in entry.aliases { result[key(of: alias)] = result[key(of: alias)] ?? entry }
    }
    return result
  }()

  /// A name in the form in which names are compared: case, `-` and `_` do not count.
  static func key(of name: String) -> String {
    // Single bytes may be left out of UTF-8 where they are ASCII; whole characters take far longer.
    String(
      decoding: name.lowercased().utf8.filter {
        $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_")
      },
      as: UTF8.self)
  }

  /// The entry with the given name or alias; case, `-` and `_` do not count.
  ///
  /// One pair of names clashes: the code's `rla_mobilenetv2` has a dense recurrent convolution, the
  /// published table's `RLA-MobileNetV2` a depthwise one. The hyphens tell them apart.
  public static func entry(named name: String) -> CatalogEntry? {
    if let exact = byName[name] { return exact }
    let published = clashingPublishedNames.first { $0.0 == name.lowercased() }
    return published.map { byName[$0.1] } ?? byKey[key(of: name)]
  }

  /// The entries whose name, family or alias contains `text`, case, `-` and `_` aside.
  public static func entries(matching text: String) -> [CatalogEntry] {
    let wanted = key(of: text)
    return entries.filter { entry in
      ([entry.name, entry.family.rawValue] + entry.aliases).contains {
        wanted.isEmpty || key(of: $0).contains(wanted)
      }
    }
  }

  /// The names nearest to `name` by edit distance, best first.
  public static func suggestions(for name: String, count: Int = 3) -> [String] {
    let names = entries.map(\.name) + entries.flatMap(\.aliases)
    var seen: Set<String> = []
    return nearestNames(to: name, in: names, count: names.count, comparing: key(of:))
      .filter { suggestion in
        entry(named: suggestion).map { seen.insert($0.name).inserted } ?? false
      }
      .prefix(count).map { $0 }
  }

  static let clashingPublishedNames = [("rla-mobilenetv2", "dsrla_mobilenetv2_k32")]
}
