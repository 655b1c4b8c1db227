import RLAKernels
import RLANetworks
import RLASymbolic

extension NonMaxSuppression: SearchExecutable {
  func room(at site: Site) -> Int { site.outputSizes()[0] }

  func search(in inputs: Operands) -> any ElementSearch {
    BoxSearch(hasCenters: hasCenters, most: inputs.optional(2)?.element?.value ?? 0)
  }
}

/// The boxes that stay of each image and class, with the best first.
struct BoxSearch: ElementSearch {
  let hasCenters: Bool
  /// The largest number for each image and class.
  let most: Int

  func run(_ inputs: [TensorView?], to outputs: [TensorView]) -> Int {
    guard let boxes = inputs[0], let scores = inputs[1] else { return 0 }
    let kept = BoxSuppression(
      hasCenters: hasCenters, most: most, overlap: number(3, inputs) ?? 0,
      threshold: number(4, inputs)
    ).kept(boxes, scores)
    guard let output = outputs.first else { return kept.count }
    let target = output.elements(of: Int64.self)
    for (row, place) in kept.prefix(output.sizes[0]).joined().enumerated() {
      target[row] = Int64(place)
    }
    return kept.count
  }

  private func number(_ position: Int, _ inputs: [TensorView?]) -> Float? {
    guard position < inputs.count, let value = inputs[position] else { return nil }
    return value.elements(of: Float.self)[0]
  }
}
