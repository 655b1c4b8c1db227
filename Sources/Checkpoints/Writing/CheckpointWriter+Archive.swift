import RLANetworks

extension CheckpointWriter {
  /// Writes a zip archive as `torch.save` does: the pickle, then a member for the elements of each
  /// tensor.
  func writeArchive(_ source: some TensorFile, to put: @escaping Put) throws(Failure) {
    var archive = ZipWriter(put: put)
    let pickle = self.pickle(source.tensors)
    let small: [(name: String, bytes: [UInt8])] = [
      ("data.pkl", pickle), (".format_version", Array("1".utf8)),
      (".storage_alignment", Array("\(ZipWriter.alignment)".utf8)),
      ("byteorder", Array("little".utf8)),
    ]
    for (name, bytes) in small {
      try archive.add(name) { put throws(Failure) in try Self.put(bytes, to: put) }
    }
    for (number, tensor) in source.tensors.enumerated() {
      try archive.add("data/\(number)") { put throws(Failure) in
        try Self.elements(of: tensor, in: source, to: put)
      }
    }
    if let training { try add(training, after: source.tensors.count, to: &archive) }
    try archive.add("version") { put throws(Failure) in
      try Self.put(Array("3\n".utf8), to: put)
    }
    try archive.finish()
  }

  /// Adds the elements of the best accuracy and of the buffers behind `count` storages.
  private func add(
    _ training: SavedTraining, after count: Int, to archive: inout ZipWriter
  ) throws(Failure) {
    let best = withUnsafeBytes(of: Float(bestAccuracy ?? 0).bitPattern.littleEndian) { Array($0) }
    try archive.add("data/\(count)") { put throws(Failure) in try Self.put(best, to: put) }
    for (number, tensor) in training.buffers.tensors.enumerated() {
      try archive.add("data/\(count + 1 + number)") { put throws(Failure) in
        try Self.elements(of: tensor, in: training.buffers, to: put)
      }
    }
  }

  /// The state_dict; where more is known, in a dictionary of it.
  ///
  /// A training is saved in the order of the published scripts, with the best accuracy as a tensor.
  private func pickle(_ tensors: [FileTensor]) -> [UInt8] {
    var pickle = PickleWriter()
    let isWrapped =
      epoch != nil || architecture != nil || bestAccuracy != nil || training != nil
    if isWrapped {
      pickle.beginDictionary()
      if let epoch {
        pickle.text("epoch")
        pickle.integer(epoch)
      }
      if let architecture {
        pickle.text("arch")
        pickle.text(architecture)
      }
      if let bestAccuracy, training == nil {
        pickle.text("best_acc1")
        pickle.real(bestAccuracy)
      }
      pickle.text("state_dict")
    }
    pickle.beginOrderedDictionary()
    for (number, tensor) in tensors.enumerated() {
      pickle.text(tensor.name)
      pickle.tensor(tensor, storage: number)
    }
    pickle.endDictionary()
    if let training {
      pickle.text("best_acc1")
      pickle.tensor(FileTensor("best_acc1", [], .float32), storage: tensors.count)
      pickle.text("optimizer")
      pickle.optimizer(training, firstStorage: tensors.count + 1)
      pickle.text(SavedTraining.noteKey)
      pickle.text(training.note)
    }
    if isWrapped { pickle.endDictionary() }
    return pickle.finished
  }
}
