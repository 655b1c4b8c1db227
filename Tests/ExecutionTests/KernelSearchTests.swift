import Foundation
import Glibc
import RLAKernels
import Testing

/// Which kernels of a library are taken.
@Suite struct KernelSearchTests {
  /// A library that notes what is asked of it.
  private final class FakeLibrary {
    /// The core that it takes by itself; nil for another library than OpenBLAS.
    let own: String?
    /// Milliseconds of a product by core; a core that is missing here it does not have.
    let times: [String: Double]
    var chooses = true
    var log: [String] = []

    init(own: String?, _ times: [String: Double]) {
      self.own = own
      self.times = times
    }

    func choice(runs: @escaping (BLASCore) -> Bool = { _ in true }) throws -> KernelChoice {
      let search = KernelSearch<String?>(
        open: { [self] core in
          log.append("open \(core?.name ?? "own")")
          guard let core, times[core.name] != nil else { return own }
          return core.name
        }, close: { [self] _ in log.append("close") }, core: { $0 },
        chooses: { [self] _ in chooses },
        time: { [self] core in
          log.append("time \(core ?? "")")
          return .milliseconds(times[core ?? ""] ?? 1)
        }, runs: runs)
      return try search.found().choice
    }
  }

  @Test func `A library that knows the processor is opened once, and nothing is timed`() throws {
    let library = FakeLibrary(own: "Cooperlake", ["Cooperlake": 1, "SkylakeX": 0.1])
    #expect(try library.choice() == KernelChoice(core: "Cooperlake", reason: .library))
    #expect(library.log == ["open own"])
  }

  @Test
  func `Narrow kernels give way to wide ones, once a product has shown that these are faster`()
    throws
  {
    let library = FakeLibrary(own: "Prescott", ["Prescott": 4, "SkylakeX": 1, "Haswell": 2])
    #expect(
      try library.choice()
        == KernelChoice(core: "SkylakeX", reason: .faster(than: "Prescott", factor: 4)))
    #expect(
      library.log == ["open own", "time Prescott", "close", "open SkylakeX", "time SkylakeX"])
  }

  @Test func `Kernels that the processor cannot run are never opened`() throws {
    let library = FakeLibrary(own: "Prescott", ["Prescott": 4, "SkylakeX": 1, "Haswell": 2])
    let choice = try library.choice { $0.width < .avx512 }
    #expect(choice == KernelChoice(core: "Haswell", reason: .faster(than: "Prescott", factor: 2)))
    #expect(!library.log.contains("open SkylakeX"))
    let old = FakeLibrary(own: "Prescott", ["Prescott": 4, "SkylakeX": 1])
    #expect(try old.choice { $0.width == .sse }.reason == .library)
  }

  @Test func `Kernels that the library lacks are passed over`() throws {
    let library = FakeLibrary(own: "Prescott", ["Prescott": 4, "Haswell": 2])
    #expect(try library.choice().core == "Haswell")
    let poor = FakeLibrary(own: "Prescott", ["Prescott": 4])
    #expect(
      try poor.choice() == KernelChoice(core: "Prescott", reason: .absent(candidate: "SkylakeX")))
    #expect(poor.log.last == "open own")
  }

  @Test func `Wide kernels that are slower leave the library's own in place`() throws {
    let library = FakeLibrary(own: "Haswell", ["Haswell": 1, "SkylakeX": 2])
    #expect(
      try library.choice()
        == KernelChoice(core: "Haswell", reason: .slower(candidate: "SkylakeX", factor: 2)))
    #expect(library.log.suffix(2) == ["close", "open own"])
  }

  @Test func `Another library, and one that was built for one processor, run as they are`() throws {
    let other = FakeLibrary(own: nil, [:])
    #expect(try other.choice() == KernelChoice(core: nil, reason: .noChoice))
    let fixed = FakeLibrary(own: "Prescott", ["Prescott": 4, "SkylakeX": 1])
    fixed.chooses = false
    #expect(try fixed.choice() == KernelChoice(core: "Prescott", reason: .noChoice))
    #expect(fixed.log == ["open own"])
    let arm = FakeLibrary(own: "neoversen1", ["neoversen1": 1])
    #expect(try arm.choice().reason == .library)
  }

  /// A copy of the library under another name opens by itself, whatever this process has open.
  @Test(
    .enabled(if: LinearAlgebra.kernels?.core.flatMap(BLASCore.named)?.width ?? .sse > .sse))
  func `The installed library is reopened with faster kernels where its own are those of SSE`()
    throws
  {
    let file = try #require(installedLibrary, "The library is mapped from a file.")
    let copy = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).so")
    try FileManager.default.copyItem(at: file, to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    let names = [copy.path(percentEncoded: false)]
    let search = KernelSearch<BLASLibrary>(
      open: { core throws(LinearAlgebra.Failure) in
        try BLASLibrary(names: names, core: core?.name ?? "Prescott")
      }, close: { $0.close() }, core: \.coreName, chooses: \.choosesKernels, time: \.productTime)
    let (library, choice) = try search.found()
    guard case .faster(let own, let factor) = choice.reason else {
      return #expect(Bool(false), "\(choice)")
    }
    #expect(own == "Prescott" && factor > 1)
    #expect(library.coreName == choice.core)
    #expect(try #require(choice.core.flatMap(BLASCore.named)).missing.isEmpty)
    library.close()
  }

  /// The file of the library that this process has open; a folder `openblas-pthread` has others, which
  /// need this one.
  private var installedLibrary: URL? {
    guard LinearAlgebra.configuration != nil else { return nil }
    let line = mappings.split(separator: "\n").first { $0.contains("/libopenblas") }
    return line?.split(separator: " ").last.map { URL(filePath: String($0)) }
  }

  /// What is mapped; it changes while it is read, since other tests run beside this one.
  private var mappings: String {
    let file = open("/proc/self/maps", O_RDONLY)
    defer { close(file) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &piece, piece.count)
      if count <= 0 { return String(decoding: text, as: UTF8.self) }
      text += piece[..<count]
    }
  }
}
