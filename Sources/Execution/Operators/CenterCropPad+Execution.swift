import RLANetworks
import RLASymbolic

/// Margins at both ends, negative ones where elements are cut off.
extension CenterCropPad: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let input = inputs[0] else { preconditionFailure("The input is required.") }
    let margins = zip(site.sizes(0), site.outputSizes()).map { size, wanted in
      let change = wanted - size
      // Of an odd number, the last position is cut off, or filled.
      return Pad.Margin(Dim(change / 2), Dim(change - change / 2))
    }
    return [net.one(Pad(margins), input)]
  }
}
