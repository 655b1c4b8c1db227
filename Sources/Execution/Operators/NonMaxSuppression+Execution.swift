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

  func scratch(_ sizes: [[Int]?]) -> Int {
    BoxSuppression.scratch(boxes: sizes.first.flatMap(\.self)?.dropFirst().first ?? 0)
  }

  func run(
    _ inputs: [TensorView?], to outputs: [TensorView], _ scratch: UnsafeMutablePointer<Float>
  ) -> Int {
    guard let boxes = inputs[0], let scores = inputs[1] else { return 0 }
    let target = outputs.first?.elements(of: Int64.self)
    let room = outputs.first?.sizes[0] ?? 0
    var row = 0
    return BoxSuppression(
      hasCenters: hasCenters, most: most, overlap: number(3, inputs) ?? 0,
      threshold: number(4, inputs)
    ).run(boxes, scores, scratch: scratch) { image, category, box in
      guard let target, row < room else { return }
      target[3 * row] = Int64(image)
      target[3 * row + 1] = Int64(category)
      target[3 * row + 2] = Int64(box)
      row += 1
    }
  }

  private func number(_ position: Int, _ inputs: [TensorView?]) -> Float? {
    guard position < inputs.count, let value = inputs[position] else { return nil }
    return value.elements(of: Float.self)[0]
  }
}
