/// Where a table is read.
package struct Page: Hashable, Sendable {
  /// Whether headings may use terminal styles.
  package var isStyled: Bool
  /// The characters of a line; nil where a line may be as long as it likes.
  package var width: Int?

  package init(isStyled: Bool = false, width: Int? = nil) {
    self.isStyled = isStyled
    self.width = width
  }

  /// A file or a pipe.
  package static let plain = Page()
}
