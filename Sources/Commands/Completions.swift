import ArgumentParser
import RLAAnalysis
import RLAArchitectures

/// Words that shells complete, made when a shell asks for them and not at every start.
extension CompletionKind {
  /// The names of all networks.
  static var architectures: CompletionKind { .custom { _, _, _ in Catalog.entries.map(\.name) } }

  /// The ids of all conventions.
  static var conventions: CompletionKind { .custom { _, _, _ in Convention.all.map(\.id) } }
}
