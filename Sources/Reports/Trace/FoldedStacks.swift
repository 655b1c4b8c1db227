import RLAText

/// What something costs, by the modules that it lies in: stacks of frames as flame graph tools read
/// them.
package struct FoldedStacks: Hashable, Sendable {
  /// One place with the names around it, the outermost first.
  package struct Stack: Hashable, Sendable {
    package let frames: [String]
    /// Above 0.
    package var count: Int
  }

  /// In the order of first appearance, each place once.
  package private(set) var stacks: [Stack] = []
  private var positions: [[String]: Int] = [:]

  package init() {}

  /// Adds what a place costs; nothing where that is 0 or less.
  package mutating func add(_ frames: [String], _ count: Int) {
    guard count > 0 else { return }
    if let position = positions[frames] {
      stacks[position].count += count
    } else {
      positions[frames] = stacks.count
      stacks.append(Stack(frames: frames, count: count))
    }
  }

  /// The sum of all stacks.
  package var total: Int { stacks.reduce(0) { $0 + $1.count } }

  /// One line for each stack: `resnet50;layer1;0;conv1 12345`.
  package var text: String {
    stacks.map { stack in
      "\(stack.frames.map(Self.frame).joined(separator: ";")) \(stack.count)\n"
    }.joined()
  }

  /// A name without what separates frames.
  private static func frame(_ name: String) -> String {
    name.printable.replacing(";", with: ",").replacing(" ", with: "_")
  }
}
