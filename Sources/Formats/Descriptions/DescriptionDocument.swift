import Yams

/// The one document of an architecture file.
enum DescriptionDocument {
  /// Editors on Windows put it before the text.
  private static let byteOrderMark = "\u{FEFF}"

  /// The levels that libyaml follows by default.
  private static let deepest = 1000

  static func read(_ text: String) throws(DescriptionFailure) -> Node {
    var nodes: [Node] = []
    do {
      let parser = try Parser(yaml: text.hasPrefix(byteOrderMark) ? String(text.dropFirst()) : text)
      while let node = try parser.nextRoot() { nodes.append(node) }
    } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
      let line = keys.first.map { key in
        Self.line(ofSecond: key, after: context.mark, in: text)
      }
      throw DescriptionFailure(line: line, reason: .repeatedKeys(keys))
    } catch let error as YamlError where error.problem.hasPrefix("Maximum nesting level") {
      throw DescriptionFailure(line: error.line, reason: .tooDeep(limit: deepest))
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

  /// The line of the second of several equal keys; Yams tells where the first one stands.
  private static func line(ofSecond key: String, after mark: Mark, in text: String) -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated().dropFirst(mark.line - 1) {
      let rest = index == mark.line - 1 ? line.dropFirst(mark.column) : line
      if isKey(key, in: rest) { return index + 1 }
    }
    return mark.line
  }

  /// Whether `key`, perhaps in quotes, stands before a colon in a line.
  private static func isKey(_ key: String, in line: Substring) -> Bool {
    line.split(whereSeparator: { "{}[],".contains($0) }).contains { part in
      guard let colon = part.firstIndex(of: ":") else { return false }
      let word = part[..<colon].drop(while: \.isWhitespace)
      return word.filter { !"\"'".contains($0) }.trimmingSuffix(while: \.isWhitespace) == key
    }
  }
}

extension StringProtocol where SubSequence == Substring {
  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
    let end = lastIndex { !isDropped($0) }.map { index(after: $0) } ?? startIndex
    return self[startIndex..<end]
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
