/// The measured time of a forward pass, a whole number of nanoseconds so that times compare exactly.
public struct Latency: Hashable, Sendable {
  public let nanoseconds: Int

  /// The key in machine-readable reports.
  public static let key = "latency_ms"
  /// A shorter name that expressions may use as well.
  public static let alias = "latency"
  /// The unit of numbers that users read and write.
  public static let unit = "ms"
  /// The names under which expressions know it.
  public static let names = [key, alias]

  public init(nanoseconds: Int) { self.nanoseconds = nanoseconds }

  /// - Parameter milliseconds: A time, rounded to nanoseconds here.
  public init(milliseconds: Double) { nanoseconds = Int((milliseconds * 1e6).rounded()) }

  public var milliseconds: Double { Double(nanoseconds) / 1e6 }

  /// The milliseconds as a fraction.
  var exactMilliseconds: Rational {
    guard let fraction = Rational(Int128(nanoseconds), over: 1_000_000) else {
      preconditionFailure("A million is not zero.")
    }
    return fraction
  }

  /// Whether `name` is one of the names, whatever its case.
  public static func isNamed(_ name: String) -> Bool { names.contains(name.lowercased()) }
}
