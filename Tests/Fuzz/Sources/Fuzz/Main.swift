import CLibFuzzer
import Glibc

/// Feeds one reader of outside input with what libFuzzer invents: `Fuzz TARGET [OPTION…] CORPUS…`.
@main
enum Main {
  /// The reader; set once, before the first input.
  nonisolated(unsafe) private static var target = FuzzTarget.conditions

  static func main() {
    var arguments = CommandLine.arguments
    guard arguments.count > 1, let chosen = FuzzTarget(rawValue: arguments.remove(at: 1)) else {
      print("expected one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
      exit(64)
    }
    target = chosen
    var count = Int32(arguments.count)
    var strings: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
      .allocate(capacity: arguments.count + 1)
    for (index, argument) in arguments.enumerated() { strings?[index] = strdup(argument) }
    strings?[arguments.count] = nil
    exit(
      LLVMFuzzerRunDriver(&count, &strings) { bytes, size in
        Main.target.read(Array(UnsafeBufferPointer(start: bytes, count: size)))
        return 0
      })
  }
}
