import Foundation
import RLAImages
import Testing

/// What is counted of logits and labels.
@Suite struct ClassificationTallyTests {
  @Test func `Right answers, losses and confusions`() throws {
    var tally = ClassificationTally(classes: 6)
    tally.add([5, 4, 3, 2, 1, 0] as [Float], label: 0)
    tally.add([5, 4, 3, 2, 1, 0] as [Float], label: 4)
    tally.add([5, 4, 3, 2, 1, 0] as [Float], label: 5)
    tally.add([5, 4, 3, 2, 1, 0] as [Float], label: 5)
    #expect(tally.total.images == 4 && tally.total.top1 == 1 && tally.total.top5 == 2)
    let sum = log((0...5).reduce(0) { $0 + exp(Double($1)) })
    #expect(abs(try #require(tally.total.loss) - (sum - (5 + 1) / 4.0)) < 1e-12)
    #expect(tally.classes[5].images == 2 && tally.classes[1].top1Share == nil)
    #expect(tally.confusions(most: 1).map { [$0.label, $0.answer, $0.count] } == [[5, 0, 2]])
    #expect(tally.confusions(most: 9).count == 2 && tally.hasTop5)
    #expect(!ClassificationTally(classes: 4).hasTop5)
  }

  @Test func `Of equal logits the first is the answer`() {
    var tally = ClassificationTally(classes: 3)
    tally.add([1, 1, 1] as [Float], label: 0)
    tally.add([1, 1, 1] as [Float], label: 2)
    #expect(tally.total.top1 == 1 && tally.confusions(most: 3).map(\.answer) == [0])
  }

  @Test func `Logits that are not finite are wrong`() {
    var tally = ClassificationTally(classes: 2)
    tally.add([.nan, 1] as [Float], label: 1)
    tally.add([.infinity, 1] as [Float], label: 0)
    #expect(tally.notFinite == 2 && tally.total.top1 == 0 && tally.total.loss?.isNaN == true)
  }
}
