import RLAText

/// The forms in which a drawing is saved.
public enum DiagramFormat: String, CaseIterable, Sendable {
  /// Text for Graphviz; making it needs no Graphviz.
  case dot
  case svg
  case pdf
  case png

  /// Whether the bytes are no text.
  public var isBinary: Bool { self == .pdf || self == .png }

  /// The format that the ending of a file's name says.
  public init?(ofFile name: String) {
    guard let ending = name.fileEnding else { return nil }
    self.init(rawValue: ending == "gv" ? "dot" : ending)
  }
}
