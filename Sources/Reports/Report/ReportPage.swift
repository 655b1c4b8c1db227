import RLAText

/// An HTML report: one file that needs no other and asks no network for anything.
///
/// The page stands in the folder `Page` and is part of this program; the data stands in it as JSON.
package struct ReportPage {
  /// The scripts in the order in which they stand in the page, as `Package.swift` has them.
  private static let scripts = [
    PackageResources.numbers_js, PackageResources.elements_js, PackageResources.tip_js,
    PackageResources.expressions_js, PackageResources.forms_js, PackageResources.network_js,
    PackageResources.counting_js, PackageResources.limits_js, PackageResources.lifetimes_js,
    PackageResources.differences_js, PackageResources.pareto_js, PackageResources.measures_js,
    PackageResources.state_js, PackageResources.axes_js, PackageResources.viewport_js,
    PackageResources.controls_js, PackageResources.head_js, PackageResources.heat_js,
    PackageResources.safesvg_js, PackageResources.drawing_js, PackageResources.rows_js,
    PackageResources.columns_js, PackageResources.grid_js, PackageResources.gridkeys_js,
    PackageResources.kinds_js, PackageResources.boxes_js, PackageResources.layouts_js,
    PackageResources.structure_js, PackageResources.conventions_js, PackageResources.living_js,
    PackageResources.memory_js, PackageResources.roofline_js, PackageResources.timeline_js,
    PackageResources.measured_js, PackageResources.comparison_js, PackageResources.scatter_js,
    PackageResources.calls_js, PackageResources.main_js,
  ]

  private let document: ReportDocument

  package init(_ document: ReportDocument) { self.document = document }

  /// The bytes of the file, UTF-8.
  package var bytes: [UInt8] {
    let data =
      "<script type=\"application/json\" id=\"report-data\">\(document.json.pageText)</script>"
    let parts: [(mark: String, content: [UInt8])] = [
      ("<!--title-->", Array(document.title.printable.escapedForMarkup.utf8)),
      ("/*style*/", PackageResources.style_css),
      ("<!--data-->", Array(data.utf8)),
      ("/*script*/", Self.scripts.flatMap { $0 + [UInt8(ascii: "\n")] }),
    ]
    var page: [UInt8] = []
    var rest = PackageResources.template_html[...]
    for (mark, content) in parts {
      guard let place = rest.firstRange(of: Array(mark.utf8)) else {
        preconditionFailure("The template has the marks of all parts in their order.")
      }
      page += rest[..<place.lowerBound]
      page += content
      rest = rest[place.upperBound...]
    }
    return page + rest
  }
}
