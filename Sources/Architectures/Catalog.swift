import RLASymbolic
import RLAText

/// Every architecture by name; the only list of names.
public enum Catalog {
  /// One line for each family.
  static let families: [any Architecture.Type] = [
    ResNet.self,
    MobileNetV2.self,
    DenseNet.self,
    UnitResNet.self,
    Xception.self,
    DIANet.self,
    DeiT.self,
    Detector.self,
  ]

  public static let entries: [CatalogEntry] = families.flatMap { $0.catalog }

  public static var classifiers: [CatalogEntry] { entries.filter { !$0.isDetector } }

  public static var detectors: [CatalogEntry] { entries.filter(\.isDetector) }

  /// By names and aliases as they are spelled; a name goes before an alias.
  private static let byName: [String: CatalogEntry] = {
    var result = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
    for entry in entries {
      for alias in entry.aliases where result[alias] == nil { result[alias] = entry }
    }
    return result
  }()

  /// By the keys of names and aliases; a name goes before an alias.
  private static let byKey: [String: CatalogEntry] = {
    var result = Dictionary(uniqueKeysWithValues: entries.map { (key(of: $0.name), $0) })
    for entry in entries {
      for alias in entry.aliases { result[key(of: alias)] = result[key(of: alias)] ?? entry }
    }
    return result
  }()

  private static let byHyphenatedAlias: [String: CatalogEntry] =
    Dictionary(
      uniqueKeysWithValues: entries.flatMap { entry in
        entry.hyphenatedAliases.map { ($0.lowercased(), entry) }
      })

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
    byName[name] ?? byHyphenatedAlias[name.lowercased()] ?? byKey[key(of: name)] ?? spelled(name)
  }

  /// The entry of a name that is not in the list but follows a rule of its family.
  private static func spelled(_ name: String) -> CatalogEntry? {
    let key = key(of: name)
    return families.lazy.compactMap { $0.entry(spelled: key) }.first
  }

  /// The entries whose name, family or alias contains `text`, case, `-` and `_` aside.
  public static func entries(matching text: String) -> [CatalogEntry] {
    let wanted = key(of: text)
    return entries.filter { entry in
      ([entry.name, entry.family.name] + entry.aliases).contains {
        wanted.isEmpty || key(of: $0).contains(wanted)
      }
    }
  }

  /// The names that `name` may be a misspelling of, the nearest first.
  public static func suggestions(for name: String, count: Int = 3) -> [String] {
    let names = entries.map(\.name) + entries.flatMap(\.aliases)
    var seen: Set<String> = []
    let wanted = key(of: name)
    return nearestNames(to: name, in: names, count: names.count, comparing: key(of:))
      .filter { key(of: $0).isLikely(misspelling: wanted) }
      .filter { suggestion in
        entry(named: suggestion).map { seen.insert($0.name).inserted } ?? false
      }
      .prefix(count).map { $0 }
  }
}
