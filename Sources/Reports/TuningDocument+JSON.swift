package import RLAExecution
package import RLAText

/// What became of the file that keeps choices of algorithms.
package enum TuningCacheUse: String, Hashable, Sendable {
  /// Nothing was read, and there was nothing to write.
  case unused
  case read
  case written
  /// It cannot be written, so the next run measures again.
  case unwritable
  /// The user has no cache directory.
  case absent
}

extension TuningDocument {
  /// The document, its choices sorted by what they are for.
  package var json: JSONValue {
    let choices = choices(under: conditions).choices.sorted { $0.key < $1.key }
    return [
      "kind": .string(kind), "version": .integer(version),
      "conditions": .object(conditions.members.map { .init($0.name, .string($0.value)) }),
      "choices": .object(
        choices.map { key, choice in
          .init(
            key,
            [
              "algorithm": .string(choice.algorithm),
              "among": .array(choice.among.map(JSONValue.string)),
            ])
        }),
    ]
  }
}
