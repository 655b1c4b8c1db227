import Foundation
import RLAImages
import RLATraining
import TestSupport
import Testing

/// The logs of the published scripts, read and written.
@Suite struct LogTests {
  private struct Expected: Decodable {
    struct Parsed: Decodable {
      let epochs: Int
      let first: [Double]
      let last: Double
      let minimum: Double
      let maximum: Double
      let argmax: Int
    }

    let parsed: [String: Parsed]?
    let best: [String: [Double]]?
    let values: [Double?]?
    let loss: [Double?]?
  }

  private func series(_ run: String, _ log: PublishedLog) throws -> LogSeries {
    try LogSeries(parsing: Fixture.text("Training/logs/\(run)/\(log.rawValue)"))
  }

  private func expected(_ run: String) throws -> Expected {
    let all = try Fixture.json("Training/logs/expected.json", as: [String: Expected].self)
    return try #require(all[run])
  }

  @Test(arguments: ["rla_resnet50_", "rla_resnet_small_cpu"])
  func `Logs of the published scripts are read, also those that crash its reader`(
    run: String
  ) throws {
    let expected = try expected(run)
    for (name, parsed) in try #require(expected.parsed) {
      let log = try #require(PublishedLog(rawValue: "\(name).txt"))
      let series = try series(run, log)
      #expect(series.points.count == parsed.epochs)
      #expect(series.points.prefix(2).map(\.value) == parsed.first)
      #expect(series.points.last?.value == parsed.last)
      #expect(series.least?.value == parsed.minimum)
      #expect(series.best?.value == parsed.maximum && series.best?.epoch == parsed.argmax)
    }
    let best = try #require(try series(run, .validationAccuracy1).best)
    #expect(expected.best?["Acc@1"] == [try #require(best.value), Double(best.epoch)])
  }

  @Test func `Gaps, blank lines and what is no number interrupt a curve`() throws {
    let expected = try expected("odd")
    for (log, values) in [
      (PublishedLog.loss, expected.loss), (.validationAccuracy5, expected.values),
    ] {
      let points = try series("odd", log).points
      #expect(points.map(\.epoch) == [0, 1, 2, 4, 5])
      #expect(points.map(\.value) == values)
    }
  }

  @Test(arguments: ["0", "x 1", "0 tensor()", "-1 2", "0 tensor(1.0) 2", "0 loss"])
  func `A line that is none is refused with its number`(line: String) {
    #expect(throws: LogSeries.Failure(line: 2, text: line)) {
      try LogSeries(parsing: "7 1.5\n\(line)\n")
    }
  }

  private func result(epoch: Int, top1: Int, of images: Int) -> EpochResult {
    let score = Score(images: images, lossSum: 2.5 * Double(images), top1: top1, top5: images)
    return EpochResult(
      epoch: epoch, rate: 0.1, training: score, validation: score, isBest: true,
      trainingTime: .seconds(1), validationTime: .seconds(1))
  }

  @Test func `Accuracies are written as PyTorch prints tensors`() {
    #expect(PublishedLog.loss.line(result(epoch: 3, top1: 1, of: 2)) == "3 2.5\n")
    for (top1, images, text) in [
      (1, 2, "50."), (0, 7, "0."), (1, 3, "33.3333"), (9007, 200_000, "4.5035"), (7, 7, "100."),
    ] {
      #expect(
        PublishedLog.trainingAccuracy1.line(result(epoch: 0, top1: top1, of: images))
          == "0 tensor(\(text))\n")
    }
  }

  @Test func `An epoch that is run again replaces what came after it`() {
    let old = "0 1.0\n1 0.9\n2 0.8\n"
    let new = PublishedLog.loss.text(old, adding: result(epoch: 1, top1: 1, of: 2))
    #expect(new == "0 1.0\n1 2.5\n")
  }
}
