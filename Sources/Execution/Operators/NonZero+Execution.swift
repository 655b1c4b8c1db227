import RLAKernels
import RLANetworks

extension NonZero: SearchExecutable {
  func room(at site: Site) -> Int { site.outputSizes()[1] }

  func search(in inputs: Operands) -> any ElementSearch {
    NonZeroSearch(type: inputs[0].type)
  }
}

/// The positions of elements that are not 0.
struct NonZeroSearch: ElementSearch {
  let type: ElementType

  func run(
    _ inputs: [TensorView?], to outputs: [TensorView], _ scratch: UnsafeMutablePointer<Float>
  ) -> Int {
    guard let x = inputs[0] else { return 0 }
    return FoundElements.nonzero(
      x, isZero: { type.load(x.base, $0) == 0 }, to: outputs.first)
  }
}
