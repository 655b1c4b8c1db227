import RLANetworks

extension PixelShuffle: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let sizes = site.sizes()
    let channels = site.outputSizes()[1]
    let inner = order == .strided ? [block, block, channels] : [channels, block, block]
    return CopyStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      algorithm: "copy",
      regrouping: .init(
        sizes: [sizes[0]] + inner + sizes[2...],
        order: order == .strided ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]))
  }
}

extension PixelUnshuffle: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let (sizes, result) = (site.sizes(), site.outputSizes())
    return CopyStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      algorithm: "copy",
      regrouping: .init(
        sizes: [sizes[0], sizes[1], result[2], block, result[3], block], order: [0, 3, 5, 1, 2, 4]))
  }
}
