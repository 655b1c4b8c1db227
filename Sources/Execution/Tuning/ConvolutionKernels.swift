import RLAKernels

/// The kernels that can compute a convolution, and the one that was chosen for each pass.
struct ConvolutionKernels: Sendable {
  private(set) var forward: any ConvolutionKernel
  let inputGradient: any ConvolutionKernel
  let weightGradient: any ConvolutionKernel
  /// By rule of thumb the fastest one first.
  private let candidates: [any ConvolutionKernel]
  /// The same for gradients, which several kernels can leave to one.
  private let gradientCandidates: [any ConvolutionKernel]
  private let shape: ConvolutionShape
  private let epilogue: TuningKey.Epilogue
  private let options: PlanOptions

  /// - Parameters:
  ///   - shape: What they compute.
  ///   - isDepthwise: Whether each channel is filtered by itself.
  ///   - epilogue: What follows.
  ///   - options: The choices, and the purpose.
  init(
    _ shape: ConvolutionShape, isDepthwise: Bool = false, _ epilogue: TuningKey.Epilogue,
    _ options: PlanOptions
  ) {
    let candidates = shape.candidates(options, isDepthwise: isDepthwise)
    self.shape = shape
    self.epilogue = epilogue
    self.options = options
    let all = Self.allowed(candidates, options)
    // Those that compute gradients themselves come first, in the order of their rules of thumb.
    let complete = candidates.filter { $0.gradientKernel.name == $0.name }
    let gradients = Self.allowed(
      Self.distinct(
        (complete.filter(\.hasFastGradients) + complete + candidates).map(\.gradientKernel)),
      options)
    func chosen(
      _ pass: TuningKey.Pass, _ kernels: [any ConvolutionKernel]
    ) -> any ConvolutionKernel {
      let key = TuningKey(pass, .convolution(shape), epilogue, threads: options.threads)
      return kernels[options.choice(for: key, among: kernels.map(\.name))]
    }
    forward = chosen(options.purpose == .training ? .trainingForward : .forward, all)
    inputGradient = chosen(.inputGradient, gradients)
    weightGradient = chosen(.weightGradient, gradients)
    self.candidates = all
    gradientCandidates = gradients
  }

  /// Each kernel once.
  private static func distinct(_ kernels: [any ConvolutionKernel]) -> [any ConvolutionKernel] {
    var names: Set<String> = []
    return kernels.filter { names.insert($0.name).inserted }
  }

  /// The kernels that may run; a depthwise convolution has no products for the library.
  private static func allowed(
    _ kernels: [any ConvolutionKernel], _ options: PlanOptions
  ) -> [any ConvolutionKernel] {
    let inLibrary = kernels.filter { $0.multiplyAddsInLibrary > 0 }
    return options.kernels == .blas && !inLibrary.isEmpty ? inLibrary : kernels
  }

  /// The same with the forward pass in panels of this package; nil where it may not run so, or the
  /// library has wider vectors.
  var inPanels: ConvolutionKernels? {
    guard VectorLevel.isAsWideAsLibrary,
      let packed = candidates.first(where: { $0 is PackedConvolution })
    else { return nil }
    var kernels = self
    kernels.forward = packed
    return kernels
  }

  /// Scratch values of all passes.
  func scratch(trains: Bool) -> Int {
    let kernels = trains ? [forward, inputGradient, weightGradient] : [forward]
    return kernels.map { $0.scratch(threads: options.threads, trains: trains) }.max() ?? 0
  }

  /// What can be measured of some passes; nothing where there is no choice.
  func sites(_ passes: [TuningKey.Pass]) -> [TuningSite] {
    passes.compactMap { pass in
      let kernels = pass.isForward ? candidates : gradientCandidates
      if kernels.count < 2 { return nil }
      return TuningSite(
        key: TuningKey(pass, .convolution(shape), epilogue, threads: options.threads),
        trials: kernels.map {
          ConvolutionTrial(pass, shape, epilogue, threads: options.threads, $0)
        })
    }
  }
}
