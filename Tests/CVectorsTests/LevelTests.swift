import CRLAVectors
import Testing

@Suite struct LevelTests {
  @Test func `Levels are found by name, narrowest vectors first`() {
    let names = Level.all.map(\.testDescription)
    #expect(names == Array(["baseline", "AVX2", "AVX-512"].prefix(names.count)))
    #expect(!names.isEmpty)
  }

  /// The process has one level in use, which other tests may rely on: it is set to what it is.
  @Test func `A level that does not exist is refused, and one that does is selected`() {
    let current = String(cString: vec_level_in_use().pointee.level)
    #expect(vec_use("AVX-1024") == -1)
    #expect(String(cString: vec_level_in_use().pointee.level) == current)
    #expect(vec_use(current) == 0)
    #expect(String(cString: vec_level_in_use().pointee.level) == current)
  }

  @Test func `Element functions have names of their own, the identity first`() {
    let names = (0..<vec_element_count()).map { String(cString: vec_element($0).pointee.name) }
    #expect(names.first == "identity")
    #expect(Set(names).count == names.count)
  }
}
