import RLAKernels

extension ProductConvolution {
  /// Kernels that compute the same, the fastest by rule of thumb first.
  func fastCandidates(_ options: PlanOptions) -> [any ConvolutionKernel] {
    let library = libraryCandidates
    // Training would pack many filters, and transform all, in every pass.
    if options.purpose == .training || !VectorLevel.isAsWideAsLibrary { return library }
    if let narrow = NarrowGroupConvolution(self) { return [narrow] + library }
    let winograd = ownWinograd(gradients: library[0])
    guard let product = PackedConvolution(self, weights: options.products) else {
      return winograd + library
    }
    return product.pays ? winograd + [product] + library : winograd + library + [product]
  }

  /// Winograd's transforms with products of this package's own loops, the larger tiles first.
  private func ownWinograd(gradients: any ConvolutionKernel) -> [any ConvolutionKernel] {
    guard groups == 1, isWideEnough else { return [] }
    return [WinogradTransform.four, .two].compactMap { transform in
      let winograd = PackedWinograd(
        transform, geometry, batch: batch, inputChannels: inputChannels,
        outputChannels: outputChannels, gradients: gradients)
      return winograd.flatMap { $0.pays ? $0 : nil }
    }
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
}
