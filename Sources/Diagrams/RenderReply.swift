/// What a process that lays a graph out answers, as bytes: a line of facts, then the drawing or the
/// complaints of Graphviz.
package enum RenderReply {
  package static func bytes(of result: Result<RenderedDiagram, RenderFailure>) -> [UInt8] {
    switch result {
    case .success(let drawing):
      let resolution = drawing.reducedResolution.map { " \($0)" } ?? ""
      let facts = "drawn \(drawing.width) \(drawing.height) \(drawing.scale)\(resolution)\n"
      return Array(facts.utf8) + drawing.bytes
    case .failure(let failure): return Array(text(failure).utf8)
    }
  }

  private static func text(_ failure: RenderFailure) -> String {
    switch failure {
    case .noLibrary(let name): "noLibrary \(name)\n"
    case .notDot(let messages): "notDot\n" + messages.joined(separator: "\n")
    case .layout(let messages): "layout\n" + messages.joined(separator: "\n")
    case .format(let format, let messages):
      "format \(format.rawValue)\n" + messages.joined(separator: "\n")
    case .crash(let signal): "crash \(signal)\n"
    case .time(let seconds): "time \(seconds)\n"
    case .memory: "memory\n"
    case .process(let reason): "process\n\(reason)"
    }
  }

  /// Reads an answer; nil where it is none, or not whole.
  package static func result(
    of bytes: [UInt8]
  ) -> Result<RenderedDiagram, RenderFailure>? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
      .map(String.init)
    let rest = bytes[(end + 1)...]
    guard let kind = words.first else { return nil }
    if kind == "drawn" { return drawing(words.dropFirst().compactMap(Double.init), rest) }
    let word = words.dropFirst().first ?? ""
    let text = String(decoding: rest, as: UTF8.self)
    let messages = text.split(separator: "\n").map(String.init)
    switch kind {
    case "noLibrary": return .failure(.noLibrary(word))
    case "notDot": return .failure(.notDot(messages: messages))
    case "layout": return .failure(.layout(messages: messages))
    case "format":
      return DiagramFormat(rawValue: word).map { .failure(.format($0, messages: messages)) }
    case "crash": return Int32(word).map { .failure(.crash(signal: $0)) }
    case "time": return Int(word).map { .failure(.time(seconds: $0)) }
    case "memory": return .failure(.memory)
    case "process": return .failure(.process(reason: text))
    default: return nil
    }
  }

  private static func drawing(
    _ facts: [Double], _ bytes: ArraySlice<UInt8>
  ) -> Result<RenderedDiagram, RenderFailure>? {
    guard facts.count == 3 || facts.count == 4, !bytes.isEmpty else { return nil }
    return .success(
      RenderedDiagram(
        bytes: Array(bytes), width: facts[0], height: facts[1], scale: facts[2],
        reducedResolution: facts.count == 4 ? facts[3] : nil))
  }
}
