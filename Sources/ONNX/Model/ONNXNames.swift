/// The names of the inputs or of the results of a node, in their order.
///
/// Large models have millions of nodes, nearly all of which have few of both: these take no memory
/// of their own.
public struct ONNXNames: Sendable {
  private enum Content: Sendable {
    case few(UInt8, ONNXName, ONNXName, ONNXName)
    case many([ONNXName])
  }

  private var content = Content.few(0, .empty, .empty, .empty)

  init() {}

  mutating func append(_ name: ONNXName) {
    switch content {
    case .few(0, _, _, _): content = .few(1, name, .empty, .empty)
    case .few(1, let first, _, _): content = .few(2, first, name, .empty)
    case .few(2, let first, let second, _): content = .few(3, first, second, name)
    case .few: content = .many(Array(self) + [name])
    case .many(var names):
      // The list is taken out, so that it grows in place.
      content = .few(0, .empty, .empty, .empty)
      names.append(name)
      content = .many(names)
    }
  }
}

extension ONNXNames: RandomAccessCollection {
  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch content {
    case .few(let count, _, _, _): Int(count)
    case .many(let names): names.count
    }
  }

  public subscript(position: Int) -> ONNXName {
    precondition(indices.contains(position), "There is a name in the position.")
    switch content {
    case .few(_, let first, let second, let third):
      return position == 0 ? first : position == 1 ? second : third
    case .many(let names): return names[position]
    }
  }
}

extension ONNXNames: Hashable {
  public static func == (left: ONNXNames, right: ONNXNames) -> Bool { left.elementsEqual(right) }

  public func hash(into hasher: inout Hasher) {
    for name in self { hasher.combine(name) }
  }
}

extension ONNXNames: ExpressibleByArrayLiteral {
  public init(arrayLiteral names: ONNXName...) {
    self.init()
    for name in names { append(name) }
  }
}
