import RLAKernels
import Testing

@Suite struct LibraryTests {
  @Test func `The first library that has the products is taken`() throws {
    // The C library is there, and has none of them.
    let library = try BLASLibrary(names: ["libnone.so.0", "libc.so.6", "libblas.so.3"])
    #expect(library.name == "libblas.so.3")
  }

  @Test func `Without a library the names are told that were tried`() {
    let names = ["libnone.so.0", "libc.so.6"]
    #expect(throws: LinearAlgebra.Failure.notInstalled(names: names)) {
      try BLASLibrary(names: names)
    }
  }

  @Test func `The library names itself`() {
    #expect(LinearAlgebra.configuration?.isEmpty == false)
  }
}
