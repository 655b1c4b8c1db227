import RLAExecution
import RLANetworks
package import RLAPlots
import RLAText

extension BenchReport {
  /// How many steps have their names in the plot.
  private static let namedSteps = 6
  /// Algorithms with a series of their own; the rest share one.
  private static let namedAlgorithms = 7

  /// The steps beside what the machine can do: operations per second against operations per byte, both
  /// logarithmic; a series for each algorithm, and names at the steps that lose most time.
  package var rooflinePlot: LinePlot {
    let shown = steps.filter { $0.work.executed > 0 && $0.work.bytes > 0 && $0.work.time > .zero }
    return LinePlot(
      title: "\(result.plan.network.name): roofline", subtitle: rooflineSubtitle(shown.count),
      xLabel: "operations that run per byte moved (FLOP/B, a multiply-add as 2)",
      yLabel: "GFLOP/s, G = 10⁹", series: series(shown), guides: guides(shown),
      labels: labels(shown), logarithmicAxes: .xy)
  }

  private func rooflineSubtitle(_ shown: Int) -> String {
    let left = steps.count - shown
    let rest =
      left == 0
      ? ""
      : "; \(Numbers.counted(left, "step")) without operations \(left == 1 ? "has" : "have") no place"
    return "\(result.plan.inputText), float32, \(result.mode.meaning), "
      + "median of \(Numbers.counted(result.whole.values.count, "run")), "
      + "\(Numbers.counted(conditions.options.threads, "thread")) of "
      + "\(conditions.machine.processor); names: what loses most time\(rest)"
  }

  private func point(_ step: Benchmark.StepTimes) -> LinePlot.Point {
    LinePlot.Point(x: step.work.executed / step.work.bytes, y: step.work.gigaflops)
  }

  /// A series for each algorithm, the one that takes most time first.
  private func series(_ steps: [Benchmark.StepTimes]) -> [LinePlot.Series] {
    let times = Dictionary(steps.map { ($0.step.algorithm, $0.median) }, uniquingKeysWith: +)
    let order = times.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let named =
      order.count > Self.namedAlgorithms + 1
      ? Array(order.prefix(Self.namedAlgorithms)) : order
    let groups = named.map { name in (name, steps.filter { $0.step.algorithm == name }) }
    let others = steps.filter { !named.contains($0.step.algorithm) }
    return (groups + (others.isEmpty ? [] : [("others", others)])).map { name, steps in
      LinePlot.Series(name: name, points: steps.map(point), isJoined: false)
    }
  }

  private func labels(_ steps: [Benchmark.StepTimes]) -> [LinePlot.Label] {
    let losses = steps.map { step in
      (step, max(.zero, step.work.time - step.work.predicted(conditions)))
    }
    return losses.sorted { $1.1 < $0.1 }.prefix(Self.namedSteps).filter { $0.1 > .zero }.map {
      let point = point($0.0)
      return LinePlot.Label($0.0.step.path, x: point.x, y: point.y)
    }
  }

  /// The streams of the memory up to the peak, and what products of the library reach.
  private func guides(_ steps: [Benchmark.StepTimes]) -> [LinePlot.Guide] {
    let roofline = conditions.roofline
    let intensities = steps.map { point($0).x }
    let ridges = roofline.all.streams.map { roofline.gigaflops / $0.best }
    guard let low = (intensities + ridges).min(), let high = (intensities + ridges).max() else {
      return []
    }
    let (start, end) = (low / 1.5, high * 1.5)
    let streams = zip(roofline.all.streams, ridges).map { stream, ridge in
      LinePlot.Guide(
        name: "\(stream.level.rawValue) \(Numbers.short(stream.best)) GB/s",
        points: [(start, start * stream.best), (ridge, roofline.gigaflops)].map {
          LinePlot.Point(x: $0.0, y: $0.1)
        })
    }
    let peak = LinePlot.Guide(
      name: "peak \(Numbers.short(roofline.gigaflops)) GFLOP/s",
      points: [ridges.min() ?? start, end].map { LinePlot.Point(x: $0, y: roofline.gigaflops) })
    return [peak] + streams.reversed()
  }
}
