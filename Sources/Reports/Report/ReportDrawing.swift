import RLAText

/// A drawing of a network, and which boxes stand for which calls.
package struct ReportDrawing: Sendable {
  /// A box, by its id in the drawing.
  package struct Box: Sendable {
    let id: String
    let calls: [Int]

    /// - Parameters:
    ///   - id: What the element of the drawing is called.
    ///   - calls: The numbers of the calls that it stands for, ascending.
    package init(id: String, calls: [Int]) {
      self.id = id
      self.calls = calls
    }
  }

  private let svg: String?
  private let reason: String?
  private let boxes: [Box]
  private let caption: String

  /// - Parameters:
  ///   - svg: The drawing.
  ///   - boxes: Its boxes.
  ///   - caption: What it shows.
  package init(svg: String, boxes: [Box], caption: String) {
    (self.svg, reason) = (svg, nil)
    self.boxes = boxes
    self.caption = caption
  }

  /// A network that cannot be drawn, for the reason in a sentence.
  package init(missingBecause reason: String) {
    (svg, self.reason) = (nil, reason)
    (boxes, caption) = ([], "")
  }

  var json: JSONValue {
    [
      "svg": svg.map { .string($0) } ?? .null, "because": reason.map { .string($0) } ?? .null,
      "boxes": .array(
        boxes.map { ["id": .string($0.id), "calls": .array($0.calls.spans.map { .integer($0) })] }),
      "caption": .string(caption),
    ]
  }
}

extension [Int] {
  /// The first and the last of each run of consecutive numbers.
  fileprivate var spans: [Int] {
    var spans: [Int] = []
    for number in self {
      if let last = spans.last, last + 1 == number {
        spans[spans.count - 1] = number
      } else {
        spans += [number, number]
      }
    }
    return spans
  }
}
