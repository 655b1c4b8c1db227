import RLAText

/// An HTML report: one file that needs no other and asks no network for anything.
///
/// The page stands in the folder `Page` and is part of this program; the data stands in it as JSON.
package struct ReportPage {
  /// The scripts in the order in which they stand in the page, as `Package.swift` has them.
  private static let scripts = [
    PackageResources.numbers_js, PackageResources.expressions_js, PackageResources.main_js,
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
