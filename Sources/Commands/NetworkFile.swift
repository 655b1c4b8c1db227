import RLAArchitectures
import RLAFormats
import RLAText

/// Files that describe a network.
enum NetworkFile {
  /// Whether a word names a file rather than a network of the catalog.
  static func isFile(_ name: String) -> Bool {
    let lowercased = name.lowercased()
    return name.contains("/")
      || [".onnx", ".yaml", ".yml", ".json"].contains { lowercased.hasSuffix($0) }
  }

  /// Whether a word looks like the name of a file: `model.onnx`.
  static func hasExtension(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 && parts.allSatisfy { !$0.isEmpty }
  }

  /// What the network in a file is called.
  static func name(_ path: String) throws(CommandFailure) -> String {
    ModelFile.isModel(path) ? InputFile.stem(of: path).printable : try architecture(path).name
  }

  /// The network that a file describes, by default with the name of the file.
  static func architecture(_ path: String) throws(CommandFailure) -> any Architecture {
    let text = try InputFile.text(path)
    do {
      return try ArchitectureDescription.read(text, name: InputFile.stem(of: path).printable)
    } catch {
      throw .description(path, error)
    }
  }
}
