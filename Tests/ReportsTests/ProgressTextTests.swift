import RLAExecution
import RLAReports
import Testing

@Suite struct ProgressTextTests {
  private func progress(
    _ finished: Int, of total: Int? = 50, attempt: Int = 1, left: Double = 12.3
  ) -> MeasurementProgress {
    MeasurementProgress(
      attempt: attempt, finished: finished, total: total, remaining: .seconds(left))
  }

  @Test func `A measurement says run, total and time left`() {
    #expect(ProgressText.line(progress(17)) == "run 17 of 50, 12 s left")
    #expect(ProgressText.line(progress(17, of: nil, left: 150)) == "run 17, 3 min left")
    #expect(
      ProgressText.line(progress(2, of: 3, attempt: 0)) == "warming up, run 2 of 3, 12 s left")
    #expect(
      ProgressText.line(progress(4, attempt: 2)) == "disturbed, series 2, run 4 of 50, 12 s left")
  }

  @Test func `The choice of algorithms says how many are measured`() {
    #expect(ProgressText.numbers("net", run: 12) == "net, finding sizes, run 12")
    let line = ProgressText.tuning("net", TuningProgress(done: 3, count: 40, elapsed: .seconds(1)))
    #expect(line == "net, measuring algorithms, 3 of 40")
  }

  @Test func `A part of a long work says the time that the whole takes`() {
    // A quarter took 10 s, so that the half after this quarter takes 20 s.
    let part = ProgressText.point(2, of: 4)
    let line = ProgressText.line(
      part, progress(3, of: 5, left: 4), done: 0.25, current: 0.25, elapsed: .seconds(10))
    #expect(line == "point 2 of 4, run 3 of 5, 24 s left")
    // Before anything is done the first part tells.
    let first = ProgressText.line(
      ProgressText.network("net", 1, of: 4), progress(3, of: 5, left: 4), done: 0, current: 0.25,
      elapsed: .zero)
    #expect(first == "net, network 1 of 4, run 3 of 5, 16 s left")
    let reference = ProgressText.line(
      ProgressText.referenceCase("net", 3, of: 4), nil, done: 0.5, current: 0.25,
      elapsed: .seconds(10))
    #expect(reference == "net, case 3 of 4, 10 s left")
  }
}
