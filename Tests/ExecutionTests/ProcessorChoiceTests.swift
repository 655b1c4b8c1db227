import RLAKernels
import Testing

/// Which processors threads are pinned to, on machines that are made up.
@Suite struct ProcessorChoiceTests {
  /// Four processors, of which 0 and 2, and 1 and 3, share a core.
  private func spread(
    _ threads: Int, used: Set<Int> = [], taken: Set<String> = []
  ) -> [Int]? {
    ProcessorChoice(
      processors: [0, 1, 2, 3], core: { "\($0 % 2),\($0 % 2 + 2)" },
      use: { used.contains($0) ? 0.9 : 0.1 }, claim: { !taken.contains($0) }
    ).spread(threads)
  }

  @Test func `Every thread has a core of its own as long as there are any`() {
    #expect(spread(1) == [0])
    #expect(spread(2) == [0, 1])
    #expect(spread(3) == [0, 1, 2])
    #expect(spread(4) == [0, 1, 2, 3])
    #expect(spread(5) == nil)
  }

  @Test func `Only free cores are taken, and one is used where one of its processors is`() {
    #expect(spread(1, used: [0]) == [1])
    #expect(spread(1, used: [2]) == [1])
    #expect(spread(2, used: [0]) == [1, 3])
    #expect(spread(3, used: [0]) == nil)
    #expect(spread(1, used: [0, 1, 2, 3]) == nil)
  }

  @Test func `A core that another measurement has is left alone, with both of its processors`() {
    #expect(spread(1, taken: ["0,2"]) == [1])
    #expect(spread(2, taken: ["0,2"]) == [1, 3])
    #expect(spread(3, taken: ["0,2"]) == nil)
    #expect(spread(1, taken: ["0,2", "1,3"]) == nil)
  }

  @Test func `The use of a processor is what it did not idle between two readings`() {
    let before =
      "cpu  9 9 9 9 9 9 9 9\ncpu0 10 0 10 80 0 0 0 0 0 0\ncpu1 0 0 0 100 0 0 0 0\nintr 1\n"
    let after =
      "cpu  9 9 9 9 9 9 9 9\ncpu0 15 0 13 81 1 0 0 0 0 0\ncpu1 0 0 0 110 0 0 0 0\nintr 2\n"
    #expect(ProcessorUse.shares(before, after) == [0: 0.8, 1: 0])
    for text in ["", "nothing", "cpu0", "cpu0 a b c d e", "cpux 1 2 3 4 5"] {
      #expect(ProcessorUse.shares(text, text).isEmpty, "\(text)")
    }
    #expect(ProcessorUse.shares(after, before).isEmpty)
  }
}
