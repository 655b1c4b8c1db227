import RLAAnalysis
public import RLANetworks
import RLASymbolic

/// An input of a plan, and what a measurement puts into it.
public struct PlannedInput: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// Real numbers in −1 ..< 1, by formula.
    case reals
    /// Whole numbers from 0 to below this, by formula: places in the smallest table that they are
    /// looked up in.
    case places(Int)
    /// The same number everywhere: 1 in a mask, 0 where nothing tells what the numbers are for.
    case number(Int)
    /// Numbers that are known before anything runs.
    case known([Int])
  }

  public let name: String
  public let sizes: [Int]
  public let type: ElementType
  public let content: Content

  /// The elements of an input of whole numbers or truth values.
  fileprivate var wholeNumbers: [Int] {
    let count = sizes.reduce(1, *)
    switch content {
    case .known(let numbers): return numbers
    case .number(let number): return Array(repeating: number, count: count)
    case .reals: return Array(repeating: 0, count: count)
    case .places(let limit):
      let values = SyntheticValues(name)
      return (0..<count).map { Int(values.unit($0) * Double(limit)) }
    }
  }
}

extension PlannedInput {
  /// The inputs of a network whose sizes are numbers.
  static func all(of shapes: InferredShapes) -> [PlannedInput] {
    let network = shapes.network
    var readers: [[Int]]?
    return network.inputs.indices.compactMap { index in
      guard let place = network.origins.firstIndex(of: .input(index)) else { return nil }
      let fact = shapes.facts[place]
      func content() -> Content {
        if fact.type.isFloating { return .reals }
        if let numbers = fact.integers { return .known(numbers) }
        readers = readers ?? network.readers
        return purpose(of: ValueID(place), shapes, readers ?? [])
      }
      return PlannedInput(
        name: network.inputs[index].name, sizes: fact.shape.values ?? [], type: fact.type,
        content: content())
    }
  }

  /// What whole numbers are for, as far as the nodes tell that read them, moved or not.
  private static func purpose(
    of input: ValueID, _ shapes: InferredShapes, _ readers: [[Int]]
  ) -> Content {
    var waiting = [input]
    var seen: Set<ValueID> = [input]
    var limits: [Int] = []
    var isMask = false
    while let value = waiting.popLast() {
      for index in readers[value.index] {
        let site = Site(shapes, index)
        let (function, type) = (site.executable, shapes.facts[site.output].type)
        let isSameType = type == shapes.facts[value].type
        if let axis = function?.lookupAxis, site.node.inputs[1] == value {
          limits.append(site.sizes()[site.axis(axis)])
        } else if function?.movesNumbers == true, isSameType || !type.isMaskLike {
          for output in site.node.outputs where seen.insert(output).inserted {
            waiting.append(output)
          }
        } else if !isSameType {
          isMask = isMask || type.isMaskLike
        }
      }
    }
    if let limit = limits.min() { return .places(limit) }
    return .number(isMask || shapes.facts[input].type == .bool ? 1 : 0)
  }
}

extension ElementType {
  /// Whether whole numbers that become such elements say where something holds.
  fileprivate var isMaskLike: Bool { self == .bool || isFloating }
}

extension Session {
  /// Fills every input with what a measurement puts into it; see `PlannedInput.Content`.
  public func setSyntheticInputs() {
    for (index, input) in plan.inputs.enumerated() {
      let count = input.sizes.reduce(1, *)
      if input.type != .float32 {
        setInput(index, input.wholeNumbers)
      } else if plan.inputs.count == 1 {
        setInput(index, SyntheticValues.input(count))
      } else {
        let values = SyntheticValues(input.name)
        setInput(index, (0..<count).map { Float(2 * values.unit($0) - 1) })
      }
    }
  }
}
