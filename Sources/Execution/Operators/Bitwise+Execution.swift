import RLAAnalysis
import RLAKernels
import RLANetworks

extension Bitwise: ComposedExecutable {
  /// A function of one tensor is the exclusive or with numbers of ones alone.
  func isComposed(at site: Site) -> Bool { function == .not }

  func runs(at site: Site) -> Bool {
    let types = site.inputs.map { site.shapes.facts[$0].type }
    let type = types[0]
    return site.storesAllTypes && !type.isFloating && types.allSatisfy { $0 == type }
      && (function != .not || type != .uint64)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let loop = PairLoop(named: function.loop) else {
      preconditionFailure("Every function of two tensors has a loop.")
    }
    return PairStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor), loop: loop,
      savingInputs: false)
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let type = site.shapes.facts[site.input].type
    let hasSign = [.int64, .int32, .int16, .int8].contains(type)
    let ones = type == .bool ? 1 : hasSign ? -1 : Double(1 << type.bits - 1)
    return [net.one(Bitwise(.exclusiveOr), inputs[0], net.filled(ones, [], type))]
  }
}
