import RLAExecution

extension Trainer {
  /// Gives all processes the weights, statistics and momentum of the first.
  func broadcast() {
    broadcast { _ in true }
    guard group.place.count > 1 else { return }
    for index in learned {
      var values = parameters.momentum(index)
      group.broadcast(&values)
      parameters.setMomentum(index, values)
    }
  }

  /// Gives all processes some tensors of the first.
  func broadcast(_ isWanted: (Parameters.Entry) -> Bool) {
    guard group.place.count > 1 else { return }
    for (index, entry) in parameters.entries.enumerated() where isWanted(entry) {
      var values = parameters[index]
      group.broadcast(&values)
      parameters[index] = values
    }
  }
}
