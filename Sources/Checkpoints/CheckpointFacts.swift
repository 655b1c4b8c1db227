/// What a checkpoint says beside its tensors.
public struct CheckpointFacts: Hashable, Sendable {
  public let format: Checkpoint.Format
  /// Bytes of the file.
  public let byteCount: Int
  public let epoch: Int?
  /// What the program that saved it called the network.
  public let architecture: String?
  /// In percent, as training scripts save it.
  public let bestAccuracy: Double?
  public let optimizer: CheckpointOptimizer?
  /// What a training of this program saved for itself, as text.
  public let note: String?
  /// Whether every key began with `module.`, which is left out of names.
  public let hadModulePrefix: Bool
  /// Counters that thop added, which are left out.
  public let countersLeftOut: Int
  /// Entries of the state_dict that are no tensors, which are left out.
  public let otherEntries: Int
  /// Whether the checksums of all elements were compared; nil for a format without any.
  public internal(set) var isChecked: Bool?
}
