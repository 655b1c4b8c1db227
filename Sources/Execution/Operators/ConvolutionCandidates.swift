import RLAKernels

/// The kernels that can compute a convolution or linear layer.
extension ConvolutionShape {
  /// Those that the plan allows, by rule of thumb the fastest one first.
  func candidates(_ options: PlanOptions, isDepthwise: Bool) -> [any ConvolutionKernel] {
    if isDepthwise && inputs == outputs {
      return [DepthwiseConvolution(geometry, batch: batch, channels: inputs)]
    }
    let products = options.productStyles.map { product($0, options) }
    if options.algorithm == .exact { return products }
    let library = libraryCandidates(products, options)
    let own = ownCandidates(products[0], gradients: library[0], options)
    return own.filter(\.isFaster).map(\.kernel) + library
      + own.filter { !$0.isFaster }.map(\.kernel)
  }

  private func product(_ style: ProductStyle, _ options: PlanOptions) -> ProductConvolution {
    ProductConvolution(
      geometry, groups: groups, batch: batch, inputChannels: inputs, outputChannels: outputs,
      precision: options.precision, style: style, storedInPanelsOf: options.products.panelWidth)
  }

  /// Whether Winograd's transforms exist, and their work, which grows with the channels on one side,
  /// is small beside that of the products.
  private var suitsWinograd: Bool {
    groups == 1 && geometry.isDenseThreeByThree && min(inputs, outputs) >= 16
  }

  /// Those that multiply with the linear algebra library.
  private func libraryCandidates(
    _ products: [ProductConvolution], _ options: PlanOptions
  ) -> [any ConvolutionKernel] {
    guard suitsWinograd else { return products }
    let winograd = options.productStyles.map {
      WinogradConvolution(
        geometry, batch: batch, inputChannels: inputs, outputChannels: outputs, style: $0)
    }
    return winograd[0].pays ? winograd + products : products + winograd
  }

  /// A kernel of this package, and whether by rule of thumb it is faster than the library.
  private typealias OwnCandidate = (kernel: any ConvolutionKernel, isFaster: Bool)

  /// Those that multiply with this package's own loops.
  private func ownCandidates(
    _ product: ProductConvolution, gradients: any ConvolutionKernel, _ options: PlanOptions
  ) -> [OwnCandidate] {
    // Training would pack many filters, and transform all, in every pass.
    let isFaster = options.purpose == .inference && VectorLevel.isAsWideAsLibrary
    var own = ownWinograd(gradients, isFaster: isFaster)
    let narrow = NarrowGroupConvolution(product)
    if let narrow { own.append((narrow, isFaster)) }
    if let packed = PackedConvolution(product, weights: options.products) {
      own.append((packed, isFaster && narrow == nil && packed.pays))
    }
    return own
  }

  /// Winograd's transforms, the larger tiles first.
  private func ownWinograd(
    _ gradients: any ConvolutionKernel, isFaster: Bool
  ) -> [OwnCandidate] {
    guard suitsWinograd else { return [] }
    return [WinogradTransform.four, .two].compactMap { transform in
      let winograd = PackedWinograd(
        transform, geometry, batch: batch, inputChannels: inputs, outputChannels: outputs,
        gradients: gradients)
      return winograd.map { ($0, $0.pays && isFaster) }
    }
  }
}

extension PlanOptions {
  /// How products can be passed to the library, by rule of thumb the fastest way first.
  var productStyles: [ProductStyle] {
    // Sums in double precision do not depend on it.
    if precision == .double { return [products] }
    return [products] + ProductStyle.all.filter { $0 != products }
  }
}
