import RLANetworks
import RLASymbolic

extension SignalWindow: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let count = site.outputSizes()[0]
    let period = Double(max(isPeriodic ? count : count - 1, 1))
    let numbers = net.cast(net.numbers(below: count, [count]), to: .float32)
    var sum = net.filled(form.factors[0], [count])
    for (order, factor) in form.factors.enumerated().dropFirst() {
      let angles = net.combined(
        .multiply, numbers, net.filled(2 * .pi * Double(order) / period))
      let cosines = net.one(Activation(.cosine), angles)
      let signed = order.isMultiple(of: 2) ? factor : -factor
      sum = net.combined(.add, sum, net.combined(.multiply, cosines, net.filled(signed)))
    }
    return [net.cast(sum, to: type)]
  }
}
