internal import CRLACairo

/// Draws scenes with Cairo into PDF, whose fonts are embedded, and PNG.
enum CairoCanvas {
  /// The scene as a page of its size.
  ///
  /// The date in it is fixed, so that equal scenes have equal bytes.
  static func pdf(_ scene: PlotScene) throws(PlotFailure) -> [UInt8] {
    let cairo = try CairoLibrary.opened.get().functions
    let bytes = ByteSink()
    let surface = cairo.pdf_surface_create_for_stream(
      ByteSink.write, bytes.closure, scene.width, scene.height)
    guard let surface else { throw .refused(.pdf, reason: "no page") }
    defer { cairo.surface_destroy(surface) }
    cairo.pdf_surface_set_metadata(
      surface, Int32(rla_cairo_metadata_title), scene.title)
    cairo.pdf_surface_set_metadata(
      surface, Int32(rla_cairo_metadata_create_date), "1970-01-01T00:00:00Z")
    try CairoPen(cairo, surface, .pdf).draw(scene, scale: 1)
    cairo.surface_finish(surface)
    try requireSuccess(cairo.surface_status(surface), cairo, .pdf)
    return bytes.bytes
  }

  /// The scene as a bitmap with `resolution` pixels per inch.
  static func png(_ scene: PlotScene, resolution: Int) throws(PlotFailure) -> [UInt8] {
    let cairo = try CairoLibrary.opened.get().functions
    let scale = Double(resolution) / 72
    let surface = cairo.image_surface_create(
      Int32(rla_cairo_format_rgb24), Int32((scene.width * scale).rounded(.up)),
      Int32((scene.height * scale).rounded(.up)))
    guard let surface else { throw .refused(.png, reason: "no bitmap") }
    defer { cairo.surface_destroy(surface) }
    try requireSuccess(cairo.surface_status(surface), cairo, .png)
    try CairoPen(cairo, surface, .png).draw(scene, scale: scale)
    let bytes = ByteSink()
    let status = cairo.surface_write_to_png_stream(surface, ByteSink.write, bytes.closure)
    try requireSuccess(status, cairo, .png)
    return bytes.bytes
  }

  fileprivate static func requireSuccess(
    _ status: Int32, _ cairo: rla_cairo, _ format: PlotFormat
  ) throws(PlotFailure) {
    if status == 0 { return }
    let reason = cairo.status_to_string(status).map { String(cString: $0) }
    throw .refused(format, reason: reason ?? "status \(status)")
  }
}

/// Collects what Cairo writes.
private final class ByteSink {
  private(set) var bytes: [UInt8] = []

  var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  static let write: rla_cairo_write = { closure, bytes, length in
    guard let closure else { return 1 }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes += UnsafeBufferPointer(start: bytes, count: Int(length))
    return 0
  }
}

/// A context of Cairo, which draws marks.
private struct CairoPen: ~Copyable {
  private let cairo: rla_cairo
  private let context: OpaquePointer
  private let format: PlotFormat

  init(
    _ cairo: rla_cairo, _ surface: OpaquePointer, _ format: PlotFormat
  ) throws(PlotFailure) {
    guard let context = cairo.create(surface) else { throw .refused(format, reason: "no context") }
    self.cairo = cairo
    self.context = context
    self.format = format
  }

  deinit { cairo.destroy(context) }

  func draw(_ scene: PlotScene, scale: Double) throws(PlotFailure) {
    cairo.scale(context, scale, scale)
    use(.white)
    cairo.paint(context)
    for mark in scene.marks { draw(mark) }
    try CairoCanvas.requireSuccess(cairo.status(context), cairo, format)
  }

  private func draw(_ mark: PlotScene.Mark) {
    switch mark {
    case .line(let points, let stroke):
      trace(points)
      finish(nil, stroke)
    case .polygon(let points, let fill, let stroke):
      trace(points)
      cairo.close_path(context)
      finish(fill, stroke)
    case .disk(let center, let radius, let fill, let stroke):
      cairo.new_path(context)
      cairo.arc(context, center.x, center.y, radius, 0, 2 * .pi)
      cairo.close_path(context)
      finish(fill, stroke)
    case .text(let text): write(text)
    }
  }

  private func trace(_ points: [PlotScene.Point]) {
    cairo.new_path(context)
    for (index, point) in points.enumerated() {
      (index == 0 ? cairo.move_to : cairo.line_to)(context, point.x, point.y)
    }
  }

  private func finish(_ fill: PlotColor?, _ stroke: PlotScene.Stroke?) {
    if let fill {
      use(fill)
      cairo.fill_preserve(context)
    }
    if let stroke {
      use(stroke.color)
      cairo.set_line_width(context, stroke.width)
      cairo.set_dash(context, stroke.dashes, Int32(stroke.dashes.count), 0)
      cairo.stroke(context)
    }
    cairo.new_path(context)
  }

  private func use(_ color: PlotColor) {
    cairo.set_source_rgb(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255)
  }

  private func write(_ text: PlotScene.Text) {
    use(text.color)
    let weight = text.isBold ? rla_cairo_weight_bold : rla_cairo_weight_normal
    cairo.select_font_face(
      context, TextWidth.font, Int32(rla_cairo_slant_normal), Int32(weight))
    cairo.set_font_size(context, text.size)
    var extents = rla_cairo_extents()
    cairo.text_extents(context, text.text, &extents)
    let left =
      switch text.anchor {
      case .start: 0.0
      case .middle: extents.x_advance / 2
      case .end: extents.x_advance
      }
    cairo.move_to(context, text.place.x - left, text.place.y)
    cairo.show_text(context, text.text)
  }
}
