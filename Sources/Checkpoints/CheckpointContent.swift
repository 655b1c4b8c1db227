/// What is read of a checkpoint, whatever its format.
struct CheckpointContent {
  /// In the order of the file, before names are looked at.
  var tensors: [CheckpointTensor] = []
  /// Texts by name beside the tensors, in safetensors.
  var metadata: [String: String] = [:]
  var epoch: Int?
  var architecture: String?
  var bestAccuracy: Double?
  var optimizer: CheckpointOptimizer?
  /// The momentum by the place of the parameter; nil for one that has none.
  var momentum: [CheckpointTensor?] = []
  /// What a training of this program saved for itself.
  var note: String?
  /// Entries of the state_dict that are no tensors.
  var otherEntries = 0
}
