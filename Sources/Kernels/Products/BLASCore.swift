import CRLAOpenBLAS

/// A processor for which OpenBLAS has kernels, and the instructions that they use.
package struct BLASCore: Hashable, Sendable {
  /// As OPENBLAS_CORETYPE spells it.
  package let name: String
  /// Sets of instructions, by the compilers' names of them.
  package let instructions: [String]

  init(_ name: String, _ instructions: String) {
    self.name = name
    self.instructions = instructions.split(separator: " ").map(String.init)
  }

  /// Those that the processor, or the system on it, cannot run.
  package var missing: [String] { instructions.filter { rla_processor_has($0) == 0 } }

  /// How wide its vectors are, and whether it has fused multiply-adds: a kernel set of a higher class
  /// does more in an instruction.
  package enum Width: Int, Comparable, Sendable {
    case sse
    case avx
    case avx2
    case avx512

    package static func < (left: Width, right: Width) -> Bool { left.rawValue < right.rawValue }
  }

  package var width: Width {
    if instructions.contains("avx512f") { return .avx512 }
    if instructions.contains("avx2"), instructions.contains("fma") { return .avx2 }
    return instructions.contains("avx") ? .avx : .sse
  }

  /// The kernel sets to try for a processor that the library does not know, widest vectors first.
  ///
  /// Others of the same width differ in what they tune, not in what they can.
  package static let preferred = ["SkylakeX", "Haswell", "Sandybridge"].compactMap(named)

  /// The core with a name in any capitals; nil where OpenBLAS has none.
  package static func named(_ name: String) -> BLASCore? {
    x86.first { $0.name.letters == name.letters }
  }

  /// Those of OpenBLAS 0.3 for x86-64, after its `dynamic.c` and the flags in `Makefile.x86_64`.
  package static let x86: [BLASCore] = [
    BLASCore("Katmai", "sse3"),
    BLASCore("Coppermine", "sse3"),
    BLASCore("Northwood", "sse3"),
    BLASCore("Prescott", "sse3"),
    BLASCore("Banias", "sse3"),
    BLASCore("Atom", "ssse3"),
    BLASCore("Nano", "ssse3"),
    BLASCore("Core2", "ssse3"),
    BLASCore("Penryn", "ssse3 sse4.1"),
    BLASCore("Dunnington", "ssse3 sse4.1"),
    BLASCore("Nehalem", "ssse3 sse4.1 sse4.2"),
    BLASCore("Athlon", "sse3 3dnow"),
    BLASCore("Opteron", "sse3 3dnow"),
    BLASCore("Opteron_SSE3", "sse3 3dnow"),
    BLASCore("Barcelona", "sse3 sse4a"),
    BLASCore("Bobcat", "ssse3 sse4a"),
    BLASCore("Sandybridge", "avx"),
    BLASCore("Bulldozer", "avx fma4"),
    BLASCore("Piledriver", "avx fma fma4"),
    BLASCore("Steamroller", "avx fma fma4"),
    BLASCore("Excavator", "avx avx2 fma fma4"),
    BLASCore("Haswell", "avx2 fma"),
    BLASCore("Zen", "avx2 fma"),
    BLASCore("SkylakeX", "avx512f avx512bw avx512dq avx512vl"),
    BLASCore("Cooperlake", "avx512f avx512bw avx512dq avx512vl avx512bf16"),
    BLASCore("SapphireRapids", "avx512f avx512bw avx512dq avx512vl avx512bf16"),
  ]
}

extension String {
  /// Letters and digits alone: OpenBLAS spells a core `Opteron_SSE3` and `Opteron(SSE3)`.
  var letters: String { lowercased().filter { $0.isLetter || $0.isNumber } }
}
