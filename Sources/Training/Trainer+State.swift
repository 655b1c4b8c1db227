package import RLACheckpoints
import RLAExecution
package import RLANetworks
import RLASymbolic

extension Trainer {
  /// The tensors that the optimizer updates, by their place among the parameters, in the order of
  /// PyTorch's `named_parameters`.
  var learned: [Int] {
    parameters.network.stateDictionary.compactMap { entry in
      guard entry.weight.role == .parameter, entry.sharedWith == nil else { return nil }
      return parameters.index(of: entry.name)
    }
  }

  /// The state_dict, counters included.
  package var state: any TensorFile { TrainedState(self) }

  /// The momentum of the learned tensors.
  package var momentum: any TensorFile { MomentumFile(parameters, learned) }

  /// Takes weights, statistics, counters and momentum from a checkpoint that fits the network.
  ///
  /// - Returns: The steps that the counters say, the most of all.
  /// - Throws: `TrainingFailure.optimizer` where it has no momentum for exactly these parameters.
  @discardableResult
  package func resume(_ checkpoint: Checkpoint) throws(TrainingFailure) -> Int {
    let learned = learned
    guard checkpoint.facts.optimizer != nil, checkpoint.momentumCount == learned.count else {
      throw .optimizer(
        found: checkpoint.facts.optimizer.map { _ in checkpoint.momentumCount },
        expected: learned.count)
    }
    do throws(TensorFailure) {
      try parameters.load(from: checkpoint)
      for (place, index) in learned.enumerated() {
        let entry = parameters.entries[index]
        var values: [Float] = []
        let isThere = try checkpoint.readMomentum(place, entry.request) {
          values += $0.bindMemory(to: Float.self)
        }
        parameters.setMomentum(
          index, isThere ? values : Array(repeating: 0, count: entry.count))
      }
      try loadCounters(from: checkpoint)
    } catch {
      throw .tensor(error)
    }
    stepCount = counters.values.max() ?? 0
    return stepCount
  }

  /// Files before PyTorch 0.4.1 have no counters.
  func loadCounters(from file: some TensorFile) throws(TensorFailure) {
    for tensor in file.tensors where counters[tensor.name] != nil {
      try file.read(TensorRequest(tensor.name, tensor.shape, .int64)) { bytes in
        if let number = bytes.bindMemory(to: Int64.self).first {
          counters[tensor.name] = Int(number)
        }
      }
    }
  }
}

/// The weights of a network in training under all their names, as a file has them.
private struct TrainedState: TensorFile {
  let tensors: [FileTensor]
  private let parameters: Parameters
  private let counters: [String: Int]
  /// By name, that of the tensor that it stands for.
  private let owners: [String: String]

  init(_ trainer: Trainer) {
    parameters = trainer.parameters
    counters = trainer.counters
    let entries = trainer.parameters.network.stateDictionary
    tensors = entries.map {
      FileTensor(
        $0.name, $0.weight.shape.values ?? [], $0.weight.shape.rank == 0 ? .int64 : .float32)
    }
    owners = Dictionary(
      entries.map { ($0.name, $0.sharedWith ?? $0.name) }, uniquingKeysWith: { first, _ in first })
  }

  func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    let owner = owners[request.name] ?? request.name
    if let index = parameters.index(of: owner) {
      parameters[index].withUnsafeBytes(accept)
    } else if let counter = counters[owner] {
      withUnsafeBytes(of: Int64(counter), accept)
    } else {
      throw TensorFailure(expected: request, found: .nothing)
    }
  }
}

/// Momentum, by the names of the tensors.
private struct MomentumFile: TensorFile {
  let tensors: [FileTensor]
  private let parameters: Parameters

  init(_ parameters: Parameters, _ learned: [Int]) {
    self.parameters = parameters
    tensors = learned.map {
      FileTensor(parameters.entries[$0].name, parameters.entries[$0].shape, .float32)
    }
  }

  func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    guard let index = parameters.index(of: request.name) else {
      throw TensorFailure(expected: request, found: .nothing)
    }
    parameters.momentum(index).withUnsafeBytes(accept)
  }
}
