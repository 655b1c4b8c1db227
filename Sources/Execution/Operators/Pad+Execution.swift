import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension Pad: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let type = site.shapes.facts[site.input].type
    let isFilled = constant(at: site).map { isScalar($0, type, site) } ?? type.holds(value)
    return site.storesAllTypes && isFilled && runs(ofAxesAt: site) != nil
  }

  /// The third input, if present.
  private func constant(at site: Site) -> ValueID? {
    site.node.inputs.count > 2 ? site.node.inputs[2] : nil
  }

  private func isScalar(_ value: ValueID, _ type: ElementType, _ site: Site) -> Bool {
    let fact = site.shapes.facts[value]
    return fact.type == type && fact.shape.elements == 1
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    PadStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      runs: runs(ofAxesAt: site) ?? [],
      filling: site.shapes.facts[site.input].type.bits(of: value))
  }

  /// By axis of the result, the runs of positions with their sources; nil where a mode needs
  /// elements that do not exist.
  private func runs(ofAxesAt site: Site) -> [[PadRun]]? {
    let sizes = site.sizes()
    var pads = sizes.map { _ in (0, 0) }
    guard let margins = numbers(at: site) else { return nil }
    for (axis, margin) in zip(axes(at: site), margins) { pads[axis] = margin }
    let runs = zip(sizes, pads).compactMap { PadRun.runs(size: $0, pads: $1, mode) }
    return runs.count == sizes.count ? runs : nil
  }

  private func axes(at site: Site) -> [Int] {
    let given = site.node.inputs.count > 3 ? site.node.inputs[3] : nil
    let known = given.flatMap { site.shapes.facts[$0].integers }
    return (axes ?? known)?.map(site.axis) ?? Array(0..<site.rank())
  }

  private func numbers(at site: Site) -> [(Int, Int)]? {
    if let margins {
      let pairs = margins.compactMap { margin in
        margin.before.value.flatMap { before in margin.after.value.map { (before, $0) } }
      }
      return pairs.count == margins.count ? pairs : nil
    }
    guard site.node.inputs.count > 1, let input = site.node.inputs[1],
      let numbers = site.shapes.facts[input].integers
    else { return nil }
    let count = numbers.count / 2
    return (0..<count).map { (numbers[$0], numbers[count + $0]) }
  }
}

/// Consecutive positions of a padded axis whose sources are evenly spaced.
struct PadRun: Hashable, Sendable {
  /// The first position.
  let target: Int
  var count = 1
  /// The source of the first position; nil where the positions are filled.
  let source: Int?
  /// The step of the source from one position to the next: −1, 0 or 1.
  var step = 0

  /// The runs of an axis; nil where a mode needs elements that do not exist.
  static func runs(size: Int, pads: (before: Int, after: Int), _ mode: Pad.Mode) -> [PadRun]? {
    // Cropping comes before mirroring or repeating, as in ONNX Runtime.
    let first = min(size, max(0, -pads.before))
    let kept = first..<max(first, size - max(0, -pads.after))
    var runs: [PadRun] = []
    for target in 0..<size + pads.before + pads.after {
      let position = target - pads.before
      let source = source(of: position, in: kept, mode)
      if mode != .constant, source == nil { return nil }
      if runs.last?.extended(to: source) == nil {
        runs.append(PadRun(target: target, source: source))
      } else if let longer = runs.popLast()?.extended(to: source) {
        runs.append(longer)
      }
    }
    return runs
  }

  /// The source of a position inside or outside of the kept range; nil where there is none.
  private static func source(of position: Int, in kept: Range<Int>, _ mode: Pad.Mode) -> Int? {
    if kept.contains(position) { return position }
    guard let last = kept.last else { return nil }
    let first = kept.lowerBound
    switch mode {
    case .constant: return nil
    case .edge: return min(max(position, first), last)
    case .wrap:
      let place = (position - first) % kept.count
      return first + (place < 0 ? place + kept.count : place)
    case .reflect:
      let mirrored = 2 * (position < first ? first : last) - position
      return kept.contains(mirrored) ? mirrored : nil
    }
  }

  /// The run extended by the next position; nil where that does not continue it.
  private func extended(to next: Int?) -> PadRun? {
    var result = self
    result.count += 1
    guard let source, let next else { return source == next ? result : nil }
    if count == 1, abs(next - source) <= 1 { result.step = next - source }
    return next == source + count * result.step ? result : nil
  }
}
