import RLAArchitectures

/// How a file describes the networks of a family: the twin of an `Architecture`.
///
/// A family that files can describe conforms, and has one line in `ArchitectureDescription.families`.
protocol FamilyDescription: Sendable {
  /// What stands under `backbone`.
  static var word: String { get }

  /// The keys that the family has beside those of every file.
  static var keys: [String] { get }

  /// The network that a file describes.
  ///
  /// - Throws: `DescriptionFailure` at the first mistake.
  static func read(
    _ reader: DescriptionReader, name: String
  ) throws(DescriptionFailure) -> any PyramidBackbone
}

extension FamilyDescription {
  /// The most blocks of a network; every command answers for them in 2 GB and less than half a
  /// minute, as measured in Docs/Reliability.md.
  static var largestBlockCount: Int { 30_000 }

  static func requireBlocks(_ count: Int, _ line: Int?) throws(DescriptionFailure) {
    guard count <= largestBlockCount else {
      throw DescriptionFailure(
        line: line,
        reason: .outOfRange(key: "blocks in total", value: count, allowed: 1...largestBlockCount))
    }
  }
}
