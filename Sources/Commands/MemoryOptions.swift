import ArgumentParser
import RLAAnalysis

/// The type in which a network is stored.
struct MemoryOptions: ParsableArguments {
  @Option(help: "The type in which values and parameters are stored, for all bytes.")
  var dtype = StoragePrecision.float32

  /// Refuses every other type, because networks run in float32 alone.
  func requireFloat32() throws {
    if dtype != .float32 { throw ValidationError(Wording.onlyFloat32(dtype)) }
  }
}
