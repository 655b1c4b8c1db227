/// The version of the JSON documents that this program writes; Docs/Schemas has their schemas.
public enum ReportSchema {
  /// The number in the member `schema` of every document.
  public static let version = 2
  /// The versions of saved reports that can be read.
  public static let readable = 1...version
}
