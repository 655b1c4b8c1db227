public import RLAAnalysis
import RLANetworks

extension Diagram {
  /// More operators than this are hard to read in one drawing: one below the other they take about
  /// a meter.
  public static let pageSize = 100
  /// More drawings than this are refused.
  private static let mostPages = 600

  /// Every operator of a network in several drawings: one for each stage, several where a stage has
  /// more than `pageSize` operators.
  ///
  /// Blocks stay whole where one is no larger than a drawing. A network from a file is divided as
  /// its overview is. What one drawing makes and another reads has an end in both.
  ///
  /// - Parameters:
  ///   - shapes: The network with the shapes of its values.
  ///   - content: What is said about it; the view is that of every operator.
  /// - Returns: The drawings in the order of execution.
  /// - Throws: `DiagramFailure` where the network is too large for 600 drawings.
  public static func pages(
    _ shapes: InferredShapes, _ content: DiagramContent
  ) throws(DiagramFailure) -> [Diagram] {
    let count = shapes.network.nodes.count
    if count > pageSize * mostPages {
      throw .tooManyOperators(count, limit: content.largestGraph, modules: [])
    }
    let drawn = DrawnNetwork(shapes, needsOutline: true)
    var pages: [Diagram] = []
    for chapter in PageChapter.all(of: drawn) {
      let parts = chapter.parts(atMost: pageSize)
      for (number, nodes) in parts.enumerated() {
        let place = parts.count == 1 ? "" : ", part \(number + 1) of \(parts.count)"
        let part = DrawnPart(
          nodes, .operators, "all operators of \(chapter.name)\(place)",
          shapes.network.isFromFile ? .plain : .part)
        pages.append(try Diagram(drawn, part, content))
      }
    }
    return pages
  }
}

/// What stands together in drawings of every operator: a stage, or a part of an outline.
private struct PageChapter {
  let name: String
  /// What is not divided where a drawing can hold it: blocks, and what lies between them.
  let pieces: [[Int]]

  static func all(of drawn: DrawnNetwork) -> [PageChapter] {
    let (network, index) = (drawn.shapes.network, drawn.index)
    if let outline = drawn.outline {
      return outline.parts.map { part in
        let path = part.modules.first.map(outline.path) ?? ""
        return PageChapter(
          name: path.isEmpty ? "operators outside of modules" : path,
          pieces: part.blocks.isEmpty ? [part.nodes] : pieces(part))
      }
    }
    let stages = Dictionary(grouping: network.nodes.indices, by: index.stage)
    return stages.sorted { $0.key < $1.key }.map { stage, nodes in
      let blocks = Dictionary(grouping: nodes) { index.block($0)?.number ?? -1 }
      return PageChapter(
        name: PartText.part(network.stages[stage]),
        pieces: blocks.values.sorted { $0[0] < $1[0] })
    }
  }

  /// The blocks of a part, and what of it is in no block.
  private static func pieces(_ part: OutlinePart) -> [[Int]] {
    let others = Set(part.nodes).subtracting(part.blocks.joined()).sorted()
    return (part.blocks + (others.isEmpty ? [] : [others])).sorted { $0[0] < $1[0] }
  }

  /// The nodes of each drawing.
  func parts(atMost size: Int) -> [[Int]] {
    var parts: [[Int]] = []
    for piece in pieces.flatMap({ Self.divided($0, size) }) {
      if let last = parts.last, last.count + piece.count <= size {
        parts[parts.count - 1] += piece
      } else {
        parts.append(piece)
      }
    }
    return parts.map { $0.sorted() }
  }

  private static func divided(_ piece: [Int], _ size: Int) -> [[Int]] {
    stride(from: 0, to: piece.count, by: size).map {
      Array(piece[$0..<min($0 + size, piece.count)])
    }
  }
}
