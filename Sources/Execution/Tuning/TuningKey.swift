package import RLAKernels

/// One pass of a layer or product: everything that decides which kernel is the fastest.
package struct TuningKey: Hashable, Sendable {
  package enum Pass: String, Hashable, Sendable, CaseIterable {
    /// With a filter that was transformed before.
    case forward
    /// The same with the transformation of the filter, which changes in every step.
    case trainingForward = "forward-training"
    case inputGradient = "input-gradient"
    case weightGradient = "weight-gradient"
  }

  /// What follows the products of a forward pass.
  package enum Epilogue: String, Hashable, Sendable {
    case none
    /// A scale, a shift or a function.
    case applied
    /// All that and the sum with another map.
    case added
  }

  /// What is computed.
  package enum Work: Hashable, Sendable {
    /// A linear layer is one of single pixels.
    case convolution(ConvolutionShape)
    /// With the shape of the convolution from the result to the input.
    case transposedConvolution(ConvolutionShape)
    case contraction([Contraction.Axis])
  }

  package let pass: Pass
  package let work: Work
  /// None for gradients.
  package let epilogue: Epilogue
  package let threads: Int

  package init(_ pass: Pass, _ work: Work, _ epilogue: Epilogue, threads: Int) {
    self.pass = pass
    self.work = work
    self.epilogue = pass.isForward ? epilogue : .none
    self.threads = threads
  }

  /// Multiply-adds of the definition, as a measure of what a run costs.
  var multiplyAdds: Int {
    switch work {
    case .convolution(let shape), .transposedConvolution(let shape): shape.multiplyAdds
    case .contraction(let axes): axes.reduce(1) { $0 * $1.size }
    }
  }
}

extension TuningKey.Pass {
  package var isForward: Bool { self == .forward || self == .trainingForward }

  /// The values that it reads beside the filter, and those that it writes.
  func counts(x: Int, y: Int, filter: Int) -> (sources: Int, results: Int) {
    switch self {
    case .forward, .trainingForward: (x, y)
    case .inputGradient: (y, x)
    case .weightGradient: (x + y, filter)
    }
  }
}

extension TuningKey: CustomStringConvertible {
  /// Names the pass in a file that keeps choices: equal keys have equal texts, others other texts.
  package var description: String {
    "\(pass.rawValue) \(work) \(epilogue.rawValue) t\(threads) float32"
  }
}

extension TuningKey.Work: CustomStringConvertible {
  package var description: String {
    switch self {
    case .convolution(let shape): "convolution \(shape)"
    case .transposedConvolution(let shape): "transposed convolution \(shape)"
    case .contraction(let axes):
      "contraction "
        + axes.map { "\($0.size):\($0.left),\($0.right),\($0.result)" }.joined(separator: " ")
    }
  }
}
