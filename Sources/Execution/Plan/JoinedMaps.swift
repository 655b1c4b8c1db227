import RLAAnalysis
import RLANetworks

/// Where maps that are joined along their channels are made, so that joining them moves nothing: each
/// in its place within the whole.
///
/// A dense block joins what it has so far before every layer. The last of these maps holds all of them,
/// and each of the others is the beginning of it.
struct JoinedMaps {
  /// The channels of another value in which a value has its place.
  struct Home: Hashable, Sendable {
    let whole: ValueID
    let first: Int
    let count: Int
  }

  /// By value, joined ones and their parts.
  private(set) var homes: [ValueID: Home] = [:]

  /// `joints` are the concatenations along channels of which the whole is made, in the order of the
  /// graph.
  init(_ joints: [Site]) {
    for joint in joints.reversed() { place(joint) }
  }

  private mutating func place(_ joint: Site) {
    let counts = joint.inputs.indices.map { joint.sizes($0)[1] }
    let whole = home(of: joint, counts)
    homes[joint.output] = whole
    var first = whole.first
    for (part, count) in zip(joint.inputs, counts) {
      let origin = joint.shapes.network.origins[part]
      if case .node = origin, homes[part] == nil, part != joint.output {
        homes[part] = Home(whole: whole.whole, first: first, count: count)
      }
      first += count
    }
  }

  /// Where the parts already have places next to each other, the whole is there; else, where a later
  /// joint has no place for it, it is in memory of its own.
  private func home(of joint: Site, _ counts: [Int]) -> Home {
    let count = counts.reduce(0, +)
    if let home = homes[joint.output] { return home }
    let parts = joint.inputs.map { homes[$0] }
    if let first = parts.first ?? nil {
      var next = first.first
      let isRow = zip(parts, counts).allSatisfy { part, count in
        defer { next += count }
        return part == Home(whole: first.whole, first: next, count: count)
      }
      if isRow { return Home(whole: first.whole, first: first.first, count: count) }
    }
    return Home(whole: joint.output, first: 0, count: count)
  }
}
