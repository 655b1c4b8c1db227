internal import CRLAGraphviz
import Synchronization

/// Draws graphs with Graphviz inside this process.
///
/// Graphviz keeps global state and crashes when two threads use it, so one lock stands around every
/// call. A layout cannot be interrupted, and some graphs crash it; a program that must not end then
/// gives `Diagram.rendered` another renderer, which runs this one in a process of its own.
public struct GraphvizRenderer: GraphRenderer {
  /// Pixels of a side to which Cairo scales larger bitmaps down, with no more than a message.
  package static let largestBitmapSide = 32_767
  /// Pixels of a whole bitmap, of 4 bytes each.
  package static let largestBitmapArea = 1 << 28

  /// One for the whole process: Graphviz compares names of fonts with those of the drawing before,
  /// which are gone with their context.
  private static let context = Mutex<GraphvizContext?>(nil)
  private static let library = Result { () throws(RenderFailure) in
    try GraphvizLibrary("libgvc.so.6")
  }
  /// What Graphviz complained about since the current drawing began.
  fileprivate static let messages = Mutex<[String]>([])

  public init() {}

  /// Lays a graph out and writes it.
  ///
  /// - Parameters:
  ///   - dot: The graph in the DOT language; its attributes say the size and the resolution.
  ///   - format: The form of the file. `dot` is the text with positions.
  /// - Returns: The bytes and the size of the page.
  /// - Throws: `RenderFailure` for anything that Graphviz reports, even if it goes on drawing.
  public func render(
    _ dot: String, as format: DiagramFormat
  ) throws(RenderFailure) -> RenderedDiagram {
    let library = try Self.library.get()
    return try Self.withContext(library) { context throws(RenderFailure) in
      Self.messages.withLock { $0 = [] }
      let layout = try GraphvizLayout(context, dot)
      return try layout.render(as: format)
    }
  }

  /// The version of the Graphviz library; nil where it is not installed.
  package static var version: String? {
    guard let library = try? library.get() else { return nil }
    return withContext(library) { $0.version }
  }

  /// Runs `body`, and nothing else of Graphviz meanwhile.
  private static func withContext<Result: Sendable, Failure: Error>(
    _ library: GraphvizLibrary, _ body: (GraphvizContext) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try context.withLock { context throws(Failure) in
      let opened = context ?? GraphvizContext(library)
      context = opened
      return try body(opened)
    }
  }

  /// The complaints, one a line; Graphviz hands them over in pieces.
  fileprivate static func complaints() -> [String] {
    messages.withLock { $0.joined() }.split(separator: "\n").map(String.init)
  }
}

/// The plugins and settings of Graphviz.
private final class GraphvizContext {
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
}

/// A graph with positions, freed with the value.
private struct GraphvizLayout: ~Copyable {
  private let functions: rla_graphviz
  private let context: OpaquePointer?
  private let graph: UnsafeMutablePointer<Agraph_t>

  /// - Throws: `RenderFailure` where the text is not a graph or cannot be laid out.
  init(_ context: GraphvizContext, _ text: String) throws(RenderFailure) {
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
    let resolution = format == .png ? fittingResolution(page) : nil
    if let resolution { rla_graphviz_set_resolution(graph, resolution) }
    var bytes: UnsafeMutablePointer<CChar>?
    var length: UInt = 0
    let status = functions.gvRenderData(context, graph, format.rawValue, &bytes, &length)
    defer { if let bytes { functions.gvFreeRenderData(bytes) } }
    guard status == 0, let bytes, length > 0, GraphvizRenderer.complaints().isEmpty else {
      throw .format(format, messages: GraphvizRenderer.complaints())
    }
    return RenderedDiagram(
      bytes: Array(UnsafeRawBufferPointer(start: bytes, count: Int(length))), width: page.width,
      height: page.height, scale: page.scale, reducedResolution: resolution)
  }

  /// Pixels per inch at which a bitmap is as large as it can be; nil where it is not too large.
  private func fittingResolution(
    _ page: (width: Double, height: Double, scale: Double)
  ) -> Double? {
    let wanted = attribute("dpi").flatMap(Double.init) ?? 96
    let (width, height) = (page.width / 72, page.height / 72)
    let largest = min(
      Double(GraphvizRenderer.largestBitmapSide) / max(width, height),
      (Double(GraphvizRenderer.largestBitmapArea) / (width * height)).squareRoot())
    // Graphviz rounds pages up to whole pixels.
    return wanted <= largest ? nil : (largest * 0.999).rounded(.down)
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

  private func attribute(_ name: String) -> String? {
    name.withCString { functions.agget(graph, UnsafeMutablePointer(mutating: $0)) }
      .map { String(cString: $0) }
  }
}
