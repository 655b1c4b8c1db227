import Benchmark
import Glibc
import RLACounting
import SystemPackage

/// The reading of the checkpoint that the environment names as CHECKPOINT, beside a plain copy of its
/// bytes into memory that is already there.
///
/// The copy leaves out the first 8 bytes: elements rarely begin where a page does, and the system copies
/// slower from such a place.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 3,
    maxDuration: .seconds(5))
  guard let name = getenv("CHECKPOINT").map({ String(cString: $0) }),
    let size = (try? Checkpoint(path: FilePath(name)))?.facts.byteCount
  else { return print("CHECKPOINT names no checkpoint.") }
  let path = FilePath(name)

  Benchmark("Headers") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(try Checkpoint(path: path)) }
  }

  Benchmark("Copy of the bytes") { benchmark in
    let memory = touchedMemory(size)
    defer { memory.deallocate() }
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      let file = try FileDescriptor.open(path, .readOnly)
      var filled = 0
      while filled < size - 8 {
        let count = try file.read(
          fromAbsoluteOffset: Int64(8 + filled),
          into: UnsafeMutableRawBufferPointer(rebasing: memory[filled...]))
        precondition(count > 0, "The file keeps its size while it is read.")
        filled += count
      }
      try file.close()
    }
    benchmark.stopMeasurement()
  }

  Benchmark("Loading of all tensors") { benchmark in
    let memory = touchedMemory(size)
    defer { memory.deallocate() }
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      let file = try Checkpoint(path: path)
      var place = 0
      for tensor in file.tensors {
        let target = UnsafeMutableRawBufferPointer(
          rebasing: memory[place..<place + tensor.byteCount])
        try file.read(tensor.request, into: target)
        place += tensor.byteCount
      }
    }
    benchmark.stopMeasurement()
  }

  Benchmark("Checksums") { benchmark in
    for _ in benchmark.scaledIterations { try Checkpoint(path: path).check() }
  }
}

/// Memory whose pages are there, so that no measurement includes their arrival.
private func touchedMemory(_ size: Int) -> UnsafeMutableRawBufferPointer {
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
  memory.initializeMemory(as: UInt8.self, repeating: 1)
  return memory
}
