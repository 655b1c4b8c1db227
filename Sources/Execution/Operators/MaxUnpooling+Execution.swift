import RLAAnalysis
import RLANetworks
import RLASymbolic

/// Elements put at their places among the zeros of the smallest map that the windows came from, which
/// is padded or cropped at its ends to the size that is wanted.
extension MaxUnpooling: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let maxima = inputs[0], let places = inputs[1] else {
      preconditionFailure("Maxima and their places are required.")
    }
    let (sizes, wanted) = (site.sizes(0), site.outputSizes())
    let spatial = zip(windows, sizes[2...]).map {
      $0.inputSize(of: Dim($1)).value ?? 0
    }
    let (whole, count) = (Array(sizes[..<2]) + spatial, sizes.reduce(1, *))
    let zeros = net.filled(0, [whole.reduce(1, *)], site.shapes.facts[site.input].type)
    let flat = net.one(
      ScatterND(), zeros, net.reshaped(places, [count, 1]), net.reshaped(maxima, [count]))
    let map = net.reshaped(flat, whole)
    if whole == wanted { return [map] }
    let margins = zip(wanted, whole).map { Pad.Margin(0, Dim($0 - $1)) }
    return [net.one(Pad(margins), map)]
  }
}
