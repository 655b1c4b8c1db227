import RLAKernels

extension ProductConvolution {
  /// Kernels that compute the same, the fastest by rule of thumb first.
  func fastCandidates(_ options: PlanOptions) -> [any ConvolutionKernel] {
    // In training, filters would be packed in every pass, which costs more than it gains.
    let runsOwn = options.purpose == .inference && VectorLevel.isAsWideAsLibrary
    if !runsOwn { return libraryCandidates }
    let product = PackedConvolution(self, weights: options.products)
    let products = [product].compactMap(\.self)
    return product?.pays == true
      ? ownWinograd + products + libraryCandidates : ownWinograd + libraryCandidates + products
  }

  /// Winograd's transforms with products of this package's own loops, the larger tiles first.
  private var ownWinograd: [any ConvolutionKernel] {
    isWideEnough ? [WinogradTransform.four, .two].compactMap(winograd) : []
  }

  /// Those that multiply with the linear algebra library.
  private var libraryCandidates: [any ConvolutionKernel] {
    guard groups == 1, geometry.isDenseThreeByThree, isWideEnough else { return [self] }
    let winograd = WinogradConvolution(
      geometry, batch: batch, inputChannels: inputChannels, outputChannels: outputChannels)
    return winograd.pays ? [winograd, self] : [self]
  }

  /// Whether Winograd's transforms, whose work grows with the channels on one side, are small beside
  /// its products.
  private var isWideEnough: Bool { min(inputChannels, outputChannels) >= 16 }

  /// nil where other windows or too few tiles do not pay for the larger filter.
  private func winograd(_ transform: WinogradTransform) -> PackedWinograd? {
    guard groups == 1 else { return nil }
    let winograd = PackedWinograd(
      transform, geometry, batch: batch, inputChannels: inputChannels,
      outputChannels: outputChannels, gradients: self)
    return winograd.flatMap { $0.pays ? $0 : nil }
  }
}
