import Glibc

/// The loss of a classifier.
package enum CrossEntropy {
  /// Mean softmax cross-entropy: `−1/N · Σ over n of log softmax(x[n])[label[n]]`.
  ///
  /// - Parameters:
  ///   - logits: N×classes.
  ///   - labels: One class per image.
  ///   - gradient: Receives (softmax − one-hot) / N.
  /// - Returns: The loss, natural logarithm.
  package static func loss(
    _ logits: FeatureMap, labels: [Int], gradient: FeatureMap?
  ) -> Double {
    precondition(labels.count == logits.batch, "There is one label per image.")
    var loss = 0.0
    for (image, label) in labels.enumerated() {
      let x = logits.row(image)
      var largest = -Float.infinity
      for index in 0..<logits.channels { largest = max(largest, x[index]) }
      var sum = 0.0
      for index in 0..<logits.channels { sum += exp(Double(x[index]) - Double(largest)) }
      loss += log(sum) + Double(largest) - Double(x[label])
      guard let row = gradient?.row(image) else { continue }
      for index in 0..<logits.channels {
        let probability = exp(Double(x[index]) - Double(largest)) / sum
        let target = index == label ? 1.0 : 0.0
        row[index] = Float((probability - target) / Double(logits.batch))
      }
    }
    return loss / Double(labels.count)
  }
}
