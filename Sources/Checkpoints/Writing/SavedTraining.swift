package import RLANetworks

/// What a training saves beside the weights, so that it can go on.
package struct SavedTraining {
  /// The rate of the epoch that ended.
  package let learningRate: Double
  package let momentum: Double
  package let weightDecay: Double
  /// The momentum of every learned tensor, in the order of the parameters.
  package let buffers: any TensorFile
  /// What only this program reads, as text.
  package let note: String

  package init(
    learningRate: Double, momentum: Double, weightDecay: Double, buffers: any TensorFile,
    note: String
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.buffers = buffers
    self.note = note
  }

  /// The key of the note.
  static let noteKey = "rla_profile"
}

extension PickleWriter {
  /// The state_dict of `torch.optim.SGD`: a momentum buffer for each parameter, and one group.
  ///
  /// The buffers have storages from the number `first` on.
  mutating func optimizer(_ training: SavedTraining, firstStorage first: Int) {
    let tensors = training.buffers.tensors
    beginDictionary()
    text("state")
    beginDictionary()
    for (number, tensor) in tensors.enumerated() {
      integer(number)
      beginDictionary()
      text("momentum_buffer")
      self.tensor(tensor, storage: first + number)
      endDictionary()
    }
    endDictionary()
    text("param_groups")
    beginList()
    beginDictionary()
    text("lr")
    real(training.learningRate)
    text("momentum")
    real(training.momentum)
    text("dampening")
    integer(0)
    text("weight_decay")
    real(training.weightDecay)
    text("nesterov")
    bool(false)
    text("params")
    beginList()
    for number in tensors.indices { integer(number) }
    endList()
    endDictionary()
    endList()
    endDictionary()
  }
}
