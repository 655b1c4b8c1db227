/// The kernels that the linear algebra library uses, and why these.
public struct KernelChoice: Hashable, Sendable {
  /// Why a library uses the kernels that it does.
  public enum Reason: Hashable, Sendable {
    /// OPENBLAS_CORETYPE says so.
    case environment
    /// The library took them for this processor, and has no better ones.
    case library
    /// The library took others for this processor, on which a product takes this many times as long.
    case faster(than: String, factor: Double)
    /// The processor could run wider kernels, but a product takes this many times as long on them.
    case slower(candidate: String, factor: Double)
    /// The processor could run wider kernels, and the library was built without them.
    case absent(candidate: String)
    /// The library does not choose among kernels, or does not say so.
    case noChoice
  }

  /// In the words of OpenBLAS: `Haswell`; nil where the library does not say.
  public let core: String?
  public let reason: Reason

  public init(core: String?, reason: Reason) {
    self.core = core
    self.reason = reason
  }
}

/// Finds the fastest kernels of a library on this processor.
package struct KernelSearch<Library> {
  package typealias Failure = LinearAlgebra.Failure

  /// Opens the library with the kernels of a core; nil for those that it takes by itself.
  private let open: (BLASCore?) throws(Failure) -> Library
  private let close: (Library) -> Void
  /// The core whose kernels an open library uses.
  private let core: (Library) -> String?
  /// Whether the library has several to choose from.
  private let chooses: (Library) -> Bool
  /// How long a product takes.
  private let time: (Library) -> Duration
  private let runs: (BLASCore) -> Bool

  package init(
    open: @escaping (BLASCore?) throws(Failure) -> Library, close: @escaping (Library) -> Void,
    core: @escaping (Library) -> String?, chooses: @escaping (Library) -> Bool,
    time: @escaping (Library) -> Duration,
    runs: @escaping (BLASCore) -> Bool = { $0.missing.isEmpty }
  ) {
    self.open = open
    self.close = close
    self.core = core
    self.chooses = chooses
    self.time = time
    self.runs = runs
  }

  /// A kernel set has to be this much faster than the library's own to replace it.
  private static var leastGain: Double { 1.05 }

  /// Opens the library; nothing is timed where it has taken the widest kernels by itself.
  package func found() throws(Failure) -> (library: Library, choice: KernelChoice) {
    let own = try open(nil)
    let name = core(own)
    guard let name, chooses(own) else { return (own, KernelChoice(core: name, reason: .noChoice)) }
    guard let known = BLASCore.named(name) else { return (own, choice(name, .library)) }
    let wider = BLASCore.preferred.filter { $0.width > known.width && runs($0) }
    guard let first = wider.first else { return (own, choice(name, .library)) }
    let before = time(own)
    close(own)
    for candidate in wider {
      let library = try open(candidate)
      guard core(library)?.letters == candidate.name.letters else {
        close(library)
        continue
      }
      let factor = before / time(library)
      if factor >= Self.leastGain {
        return (library, choice(candidate.name, .faster(than: name, factor: factor)))
      }
      close(library)
      let reason = KernelChoice.Reason.slower(candidate: candidate.name, factor: 1 / factor)
      return (try open(nil), choice(name, reason))
    }
    return (try open(nil), choice(name, .absent(candidate: first.name)))
  }

  private func choice(_ core: String, _ reason: KernelChoice.Reason) -> KernelChoice {
    KernelChoice(core: core, reason: reason)
  }
}
