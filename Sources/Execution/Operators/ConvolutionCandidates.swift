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
    let own = ownCandidates(products[0], options)
    // In training, filters are packed in every pass, which mostly costs more than it gains.
    let runsOwn = options.purpose == .inference && VectorLevel.isAsWideAsLibrary
    return runsOwn ? own + library : library + own
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

  /// Those that multiply with this package's own loops.
  private func ownCandidates(
    _ product: ProductConvolution, _ options: PlanOptions
  ) -> [any ConvolutionKernel] {
    let direct = [PackedConvolution(product, weights: options.products)].compactMap(\.self)
    guard suitsWinograd else { return direct }
    let winograd = [WinogradTransform.four, .two].compactMap {
      PackedWinograd(
        $0, geometry, batch: batch, inputChannels: inputs, outputChannels: outputs,
        gradients: product)
    }
    return winograd.filter(\.pays) + direct + winograd.filter { !$0.pays }
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
}

extension PlanOptions {
  /// How products can be passed to the library, by rule of thumb the fastest way first.
  var productStyles: [ProductStyle] {
    // Sums in double precision do not depend on it.
    if precision == .double { return [products] }
    return [products] + ProductStyle.all.filter { $0 != products }
  }
}
