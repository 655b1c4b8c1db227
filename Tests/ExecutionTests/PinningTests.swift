import RLAArchitectures
import RLAExecution
import RLAKernels
import RLANetworks
import Testing

/// Pinned threads, and the thread that makes a session.
@Suite(.serialized) struct PinningTests {
  private func session(isPinned: Bool) throws -> Session {
    let network = try #require(Catalog.entry(named: "dsrla_mobilenetv2_k6")).architecture().network
    let options = PlanOptions(
      batch: 1, height: 32, width: 32, purpose: .inference, threads: 2, pinsThreads: isPinned)
    let session = try Session(ExecutionPlan(network, options))
    session.setInput(0, SyntheticValues.input(3 * 32 * 32))
    session.forward()
    return session
  }

  @Test func `A pinned session computes the same`() throws {
    #expect(try session(isPinned: true).logits == session(isPinned: false).logits)
  }

  @Test(.enabled(if: Processors.spread(2) != nil))
  func `The caller stays on one processor as long as a pinned session lives`() throws {
    let before = Processors.ofCaller
    #expect(before.count == Processors.count)
    var first: Session? = try session(isPinned: true)
    #expect(Processors.ofCaller.count == 1)
    var second: Session? = try session(isPinned: true)
    first = nil
    #expect(first == nil && Processors.ofCaller.count == 1)
    second = nil
    #expect(second == nil && Processors.ofCaller == before)
  }

  @Test func `More threads than processors are not pinned`() throws {
    let before = Processors.ofCaller
    #expect(Processors.spread(Processors.count + 1) == nil)
    // Another process may have pinned itself to some of them.
    if let spread = Processors.spread(Processors.count) { #expect(spread == before) }
    let network = try #require(Catalog.entry(named: "dsrla_mobilenetv2_k6")).architecture().network
    let options = PlanOptions(
      batch: 1, height: 32, width: 32, purpose: .inference, threads: Processors.count + 1,
      pinsThreads: true)
    let session = try Session(ExecutionPlan(network, options))
    #expect(Processors.ofCaller == before)
    session.forward()
  }
}
