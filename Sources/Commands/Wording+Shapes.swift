import RLAAnalysis
import RLANetworks
import RLAReports
package import RLASymbolic

/// Sentences about inputs that a network refuses.
extension Wording {
  static func refusal(
    _ network: Network, _ input: Shape, _ failure: ShapeFailure,
    _ accepted: CommandFailure.Accepted?, _ demand: SizeDemand?, isAccident: Bool
  ) -> String {
    if failure.mismatch == .overflow {
      return
        "An input of \(input) makes a number that does not fit in 64 bits at \(failure.path) of "
        + "\(network.name); choose a smaller input."
    }
    let sentences = [
      "\(network.name) does not accept an input of \(input): \(reason(failure, network)).",
      isAccident ? accident : nil,
      accepted.flatMap { acceptedSizes($0, input) } ?? openSizes(network, demand),
    ]
    return sentences.compactMap { $0 }.joined(separator: " ")
  }

  /// How to choose the sizes that a file leaves open.
  private static func openSizes(_ network: Network, _ demand: SizeDemand?) -> String? {
    let images: Set<Symbol> = [.batch, .height, .width]
    let open = network.inputs.first { !$0.fact.shape.symbols.isSubset(of: images) }
    return open.map { input in
      let need = demand.map { need in
        ", and \(need.path) accepts a \(need.symbol == .height ? "height" : "width") "
          + (need.sizes.count == 1
            ? "of \(need.sizes.lowerBound)"
            : "from \(need.sizes.lowerBound) to \(need.sizes.upperBound)")
      }
      return "The file leaves sizes of '\(input.name)' open\(need ?? ""); choose them with "
        + "\(sizesOption(input.name, input.fact.shape))."
    }
  }

  /// The option that gives the sizes of an input, with a word for each that is open.
  package static func sizesOption(_ name: String, _ shape: Shape) -> String {
    let sizes = shape.dims.map { $0.value.map(String.init) ?? "SIZE" }
    return "--input \(name)=\(sizes.joined(separator: "x"))"
  }

  private static let accident =
    "PyTorch runs the published code here only by accident: it broadcasts the axis of size 1, and "
    + "the state no longer has the resolution of the features."

  private static func reason(_ failure: ShapeFailure, _ network: Network) -> String {
    // A file has no stages, and its whole is none.
    let stage = network.isFromFile ? "" : " in \(failure.stage)"
    let place = "\(failure.kind) at \(failure.path)\(stage)"
    let shapes = failure.inputs.map(\.description)
    switch failure.mismatch {
    case .rank(let expected, let actual):
      return "\(place) needs \(expected) axes and gets \(actual) "
        + "(\(shapes.joined(separator: " and ")))"
    case .channels(let expected, let actual):
      return "\(place) needs \(expected) channels and gets \(actual) (\(shapes[0]))"
    case .unequal(let axis, let left, let right):
      let name = axisName(axis)
      if shapes.count < 2 { return "\(place) needs a \(name) of \(right), not \(left)" }
      return "\(place) gets \(shapes.joined(separator: " and ")), whose \(name)s \(left) and "
        + "\(right) differ"
    case .innerSizes(let left, let right):
      return "\(place) multiplies \(shapes.joined(separator: " and ")), whose inner sizes "
        + "\(left) and \(right) differ"
    case .letter(let letter, let left, let right):
      return "\(place) gets \(shapes.joined(separator: " and ")), whose sizes \(left) and "
        + "\(right) of the letter '\(letter)' differ"
    case .equation(let equation, let fault):
      return "\(place) cannot read '\(equation)': \(reason(fault))"
    case .windowTooLarge(let axis, let size, let kernel):
      return "\(place) has a window of \(kernel), larger than a \(axisName(axis)) of \(size)"
    case .axis(let axis, let rank):
      return "\(place) has no axis \(axis) in an input of \(rank) axes (\(shapes[0]))"
    case .index(let index, let size):
      return "\(place) reads index \(index) of an axis of size \(size)"
    case .step: return "\(place) has a step of 0, with which it never ends"
    case .multiple(let axis, let size, let factor):
      return "\(place) needs a \(axisName(axis)) that is a multiple of \(factor), not \(size)"
    case .elements(let expected, let actual):
      return "\(place) gets \(expected) elements and would have to make \(actual)"
    case .unknownElements(let input):
      return "\(place) needs the values of its input '\(input)', which are not known before the "
        + "network runs"
    case .outputs(let expected, let actual):
      return "\(place) is declared with \(expected) outputs and makes \(actual)"
    case .overflow:
      return "\(place) makes a number that does not fit in 64 bits"
    }
  }

  private static func reason(_ fault: EinsumEquation.Fault) -> String {
    switch fault {
    case .ellipsis: "'...' may stand once in a tensor, and in the result only if an operand has it"
    case .repeated(let letter): "the letter '\(letter)' names two axes of one tensor"
    case .unknown(let letter): "the letter '\(letter)' of the result names no axis of an operand"
    case .malformed: "an equation is made of letters, commas, '...' and at most one '->'"
    }
  }

  private static func axisName(_ axis: Int) -> String {
    axis < 4 ? ["batch", "channel count", "height", "width"][axis] : "size"
  }

  private static func acceptedSizes(
    _ accepted: CommandFailure.Accepted, _ input: Shape
  ) -> String? {
    guard let heights = accepted.height, let widths = accepted.width, input.rank == 4,
      let height = input.dims[2].value, let width = input.dims[3].value
    else { return nil }
    let sets =
      heights.accepts(sameAs: widths)
      ? "It accepts heights and widths S \(set(heights))"
      : "It accepts heights S \(set(heights)) and widths S \(set(widths))"
    let nearest = [("height", heights, height), ("width", widths, width)]
      .filter { !$0.1.contains($0.2) }
      .map { name, sizes, size in
        let (below, above) = sizes.nearest(to: size)
        return
          "\(name) \([below, above].compactMap { $0 }.map(String.init).joined(separator: " or "))"
      }
    let hint = nearest.isEmpty ? "" : "; nearest: \(nearest.joined(separator: ", "))"
    return "\(sets)\(hint)."
  }

  private static func set(_ sizes: AcceptedSizes) -> String {
    if sizes.residues.count == sizes.period { return sizes.range }
    let residues = sizes.residues.map(String.init).joined(separator: ", ")
    return "with S mod \(sizes.period) in {\(residues)}, \(sizes.range)"
  }
}
