import Yams

/// The one document of an architecture file.
enum DescriptionDocument {
  static func read(_ text: String) throws(DescriptionFailure) -> Node {
    var nodes: [Node] = []
    do {
      let parser = try Parser(yaml: text)
      while let node = try parser.nextRoot() { nodes.append(node) }
    } catch YamlError.duplicatedKeysInMapping(let keys, _) {
      throw DescriptionFailure(line: lastLine(in: text, of: keys), reason: .repeatedKeys(keys))
    } catch let error as YamlError {
      throw DescriptionFailure(line: error.line, reason: .syntax(error.problem))
    } catch {
      throw DescriptionFailure(line: nil, reason: .syntax("\(error)"))
    }
    guard nodes.count == 1, let node = nodes.first else {
      throw DescriptionFailure(line: nil, reason: .documents(nodes.count))
    }
    return node
  }

  /// The last line that begins with one of `keys`; Yams only tells where their mapping begins.
  private static func lastLine(in text: String, of keys: [String]) -> Int? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let index = lines.lastIndex { line in
      let start = line.drop { $0.isWhitespace || "\"'{,".contains($0) }
      return keys.contains { start.hasPrefix($0) }
    }
    return index.map { $0 + 1 }
  }
}

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: nil
    }
  }

  fileprivate var problem: String {
    switch self {
    case .scanner(let context, let problem, _, _), .parser(let context, let problem, _, _),
      .composer(let context, let problem, _, _):
      context.map { "\(problem) (\($0.text))" } ?? problem
    case .reader(let problem, _, _, _):
      problem
    default: "\(self)"
    }
  }
}
