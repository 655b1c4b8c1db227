import RLANetworks

extension Reshape: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.reshaped(to: site.outputSizes())
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    CopyStep(
      frame: lowering.frame(site, taking: .any, giving: arrangement(at: site, in: &lowering)),
      algorithm: "copy")
  }

  /// Channels stay innermost where they become channels, as in a shuffle of them.
  private func arrangement(at site: Site, in lowering: inout Lowering) -> Arrangement {
    let (sizes, target) = (site.sizes(), site.outputSizes())
    guard target.count >= 4, let order = lowering.values.placement(of: site.input)?.order,
      let innermost = order.last(where: { sizes[$0] > 1 })
    else { return .rowMajor }
    let step = sizes[(innermost + 1)...].reduce(1, *)
    let channelStep = target[2...].reduce(1, *)
    let becomesChannels = (channelStep..<channelStep * target[1]).contains(step)
    let map = Placement(
      site.output, .float32, target, order: Arrangement.channelsLast.order(rank: target.count))
    return becomesChannels && map.reshaped(to: sizes) != nil ? .channelsLast : .rowMajor
  }
}
