internal import CRLAGraphviz
import Synchronization

/// Why Graphviz did not draw, as facts.
public enum RenderFailure: Error, Hashable, Sendable {
  /// The library of this name is not installed.
  case noLibrary(String)
  /// The text is not a graph of the DOT language.
  case notDot(messages: [String])
  /// The layout failed.
  case layout(messages: [String])
  /// The format cannot be written, as where a plugin of Graphviz is missing.
  case format(DiagramFormat, messages: [String])
  /// A bitmap would be larger than Cairo can make it and would be scaled down.
  case bitmapTooLarge(width: Int, height: Int, limit: Int)
}

/// A drawing as a file holds it.
public struct RenderedDiagram: Sendable {
  public let bytes: [UInt8]
  /// Points of the page, 72 to the inch.
  public let width: Double
  public let height: Double
  /// By how much the drawing was scaled to fit its paper, text with it.
  public let scale: Double
}

/// Draws graphs with Graphviz inside this process.
///
/// Graphviz keeps global state and crashes when two threads use it, so one lock stands around every
/// call. A layout cannot be interrupted; the number of nodes is bounded before.
package enum GraphvizRenderer {
  /// Pixels to which Cairo scales larger bitmaps down, with no more than a message.
  package static let largestBitmapSide = 32_767

  private static let lock = Mutex(())
  private static let library = Result { () throws(RenderFailure) in
    try GraphvizLibrary("libgvc.so.6")
  }
  /// What Graphviz complained about since the current drawing began.
  fileprivate static let messages = Mutex<[String]>([])

  /// Lays a graph out and writes it.
  ///
  /// - Parameters:
  ///   - graph: The graph; its attributes say the size and the resolution.
  ///   - format: The form of the file. `dot` is the text itself, without positions.
  /// - Returns: The bytes and the size of the page.
  /// - Throws: `RenderFailure` for anything that Graphviz reports, even if it goes on drawing.
  package static func render(
    _ graph: DotGraph, as format: DiagramFormat
  ) throws(RenderFailure) -> RenderedDiagram {
    try render(text: graph.text, as: format)
  }

  /// The version of the Graphviz library; nil where it is not installed.
  package static var version: String? {
    guard let library = try? library.get() else { return nil }
    return lock.withLock { _ in GraphvizContext(library).version }
  }

  static func render(
    text: String, as format: DiagramFormat
  ) throws(RenderFailure) -> RenderedDiagram {
    let library = try library.get()
    return try lock.withLock { _ throws(RenderFailure) in
      messages.withLock { $0 = [] }
      let context = GraphvizContext(library)
      let layout = try GraphvizLayout(context, text)
      return try layout.render(as: format)
    }
  }

  /// The complaints, one a line; Graphviz hands them over in pieces.
  fileprivate static func complaints() -> [String] {
    messages.withLock { $0.joined() }.split(separator: "\n").map(String.init)
  }
}

/// The plugins and settings of Graphviz, freed with the value.
private struct GraphvizContext: ~Copyable {
  let library: GraphvizLibrary
  let handle: OpaquePointer?

  init(_ library: GraphvizLibrary) {
    self.library = library
    handle = library.functions.gvContext()
    _ = library.functions.agseterrf { message in
      if let message {
        GraphvizRenderer.messages.withLock { $0.append(String(cString: message)) }
      }
      return 0
    }
  }

  var version: String {
    library.functions.gvcVersion(handle).map { String(cString: $0) } ?? "unknown"
  }

  deinit { _ = library.functions.gvFreeContext(handle) }
}

/// A graph with positions, freed with the value.
private struct GraphvizLayout: ~Copyable {
  private let functions: rla_graphviz
  private let context: OpaquePointer?
  private let graph: UnsafeMutablePointer<Agraph_t>

  /// - Throws: `RenderFailure` where the text is not a graph or cannot be laid out.
  init(_ context: borrowing GraphvizContext, _ text: String) throws(RenderFailure) {
    let functions = context.library.functions
    guard let graph = functions.agmemread(text) else {
      throw .notDot(messages: GraphvizRenderer.complaints())
    }
    guard GraphvizRenderer.complaints().isEmpty else {
      _ = functions.agclose(graph)
      throw .notDot(messages: GraphvizRenderer.complaints())
    }
    let status = functions.gvLayout(context.handle, graph, "dot")
    guard status == 0, GraphvizRenderer.complaints().isEmpty else {
      if status == 0 { _ = functions.gvFreeLayout(context.handle, graph) }
      _ = functions.agclose(graph)
      throw .layout(messages: GraphvizRenderer.complaints())
    }
    self.functions = functions
    self.context = context.handle
    self.graph = graph
  }

  deinit {
    _ = functions.gvFreeLayout(context, graph)
    _ = functions.agclose(graph)
  }

  func render(as format: DiagramFormat) throws(RenderFailure) -> RenderedDiagram {
    let page = page
    if format == .png { try requireBitmap(page) }
    var bytes: UnsafeMutablePointer<CChar>?
    var length: UInt = 0
    let status = functions.gvRenderData(context, graph, format.rawValue, &bytes, &length)
    defer { if let bytes { functions.gvFreeRenderData(bytes) } }
    guard status == 0, let bytes, length > 0, GraphvizRenderer.complaints().isEmpty else {
      throw .format(format, messages: GraphvizRenderer.complaints())
    }
    return RenderedDiagram(
      bytes: Array(UnsafeRawBufferPointer(start: bytes, count: Int(length))), width: page.width,
      height: page.height,
      scale: page.scale)
  }

  /// The size of the page in points after scaling, margins included.
  private var page: (width: Double, height: Double, scale: Double) {
    let margin = (attribute("pad").flatMap(Double.init) ?? 0) * 72
    let width = rla_graphviz_width(graph) + 2 * margin
    let height = rla_graphviz_height(graph) + 2 * margin
    let limits = attribute("size")?.split { ",!".contains($0) }.compactMap { Double($0) } ?? []
    guard limits.count == 2, width > 0, height > 0 else { return (width, height, 1) }
    let scale = min(1, limits[0] * 72 / width, limits[1] * 72 / height)
    return (width * scale, height * scale, scale)
  }

  private func requireBitmap(
    _ page: (width: Double, height: Double, scale: Double)
  ) throws(RenderFailure) {
    let perPoint = (attribute("dpi").flatMap(Double.init) ?? 96) / 72
    let (width, height) = (page.width * perPoint, page.height * perPoint)
    let limit = GraphvizRenderer.largestBitmapSide
    if max(width, height) > Double(limit) {
      throw .bitmapTooLarge(
        width: Int(min(width, 1e12).rounded()), height: Int(min(height, 1e12).rounded()),
        limit: limit)
    }
  }

  private func attribute(_ name: String) -> String? {
    name.withCString { functions.agget(graph, UnsafeMutablePointer(mutating: $0)) }
      .map { String(cString: $0) }
  }
}
