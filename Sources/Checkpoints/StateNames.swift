import RLANetworks

/// The tensors of a checkpoint under the names of a network.
struct StateNames {
  let hadModulePrefix: Bool
  private(set) var countersLeftOut = 0
  private var found: [CheckpointTensor] = []

  /// What DataParallel puts in front of every name.
  private static let prefix = "module."
  /// The last parts of the names that thop adds.
  private static let counters = ["total_ops", "total_params"]
  /// How many times as long as the file the elements may be that it repeats; no compression of zip
  /// has more.
  private static let mostRepetitions = 1032

  init(_ content: CheckpointContent) {
    hadModulePrefix =
      !content.tensors.isEmpty && content.tensors.allSatisfy { $0.name.hasPrefix(Self.prefix) }
    for tensor in content.tensors {
      let name =
        hadModulePrefix ? String(tensor.name.dropFirst(Self.prefix.count)) : tensor.name
      if Self.counters.contains(where: name.hasSuffix) {
        countersLeftOut += 1
      } else {
        found.append(tensor.named(name))
      }
    }
    addLeftOut(content.metadata)
  }

  /// Adds the names of shared tensors that `save_model` of safetensors left out; the metadata say under
  /// which name each was kept.
  private mutating func addLeftOut(_ metadata: [String: String]) {
    let known = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
    for (leftOut, kept) in metadata.sorted(by: { $0.key < $1.key }) where known[leftOut] == nil {
      if let tensor = known[kept] { found.append(tensor.named(leftOut)) }
    }
  }

  /// - Throws: `CheckpointFailure` where a name occurs twice, or the tensors would take far more memory
  ///   than the file.
  func tensors(fileSize: Int) throws(CheckpointFailure) -> [CheckpointTensor] {
    var names: Set<String> = []
    var bytes = 0
    if found.isEmpty { throw CheckpointFailure(.noTensors) }
    for tensor in found {
      if !names.insert(tensor.name).inserted {
        throw CheckpointFailure(.tensor(.repeatedName), at: .tensor(tensor.name))
      }
      let (size, isTooLarge) = tensor.stored.count.multipliedReportingOverflow(
        by: tensor.type.bytes)
      let (sum, isTooMuch) = bytes.addingReportingOverflow(size)
      if isTooLarge || isTooMuch || sum / Self.mostRepetitions > fileSize {
        throw CheckpointFailure(.tensor(.expanded), at: .tensor(tensor.name))
      }
      bytes = sum
    }
    return found
  }
}
