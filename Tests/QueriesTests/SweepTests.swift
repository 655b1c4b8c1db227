import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic
import TestSupport
import Testing

@Suite struct SweepTests {
  private func sweep(
    _ name: String, _ grid: SweepGrid, where condition: String? = nil
  ) throws -> Sweep {
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.architecture(
      stateChannels: grid.stateChannels.map { _ in Dim(.stateChannels) },
      classes: grid.classes.map { _ in Dim(.classes) }
    ).network
    let profile = Profile(
      try InferredShapes(network, input: [Dim(.batch), 3, Dim(.height), Dim(.width)]))
    let vocabulary = ConditionNames(coordinates: grid.symbols.map(\.name))
    let kept = try condition.map {
      try Condition(parsing: $0, vocabulary: vocabulary.names)
    }
    return try Sweep(profile, over: grid, vocabulary, where: kept)
  }

  @Test func `A point where a norm would see one value per channel does not train`() throws {
    let sizes = [32, 33, 64].map { NumberList.Size(height: $0, width: 32) }
    let sweep = try sweep("resnet50", SweepGrid(batches: [1, 2], sizes: sizes))
    let refused = sweep.points.filter { !$0.isTrainable }.map(\.coordinates)
    #expect(refused == [[1, 32, 32]])
  }

  @Test(arguments: [
    ("rla_resnet50", true), ("resnet50_eca", false), ("dsrla_mobilenetv2", true),
    ("rlalstm_resnet50", true), ("rla_resnext50_32x4d", true), ("RetinaNet_resnet50_rla", true),
  ])
  func `Every figure at every point is that of the concrete network`(
    name: String, hasState: Bool
  ) throws {
    let sizes = [32, 63, 64, 95, 97, 128].map { NumberList.Size(height: $0, width: 64) }
    let grid = SweepGrid(
      batches: [1, 3], sizes: sizes, stateChannels: hasState ? [7, 32] : nil, classes: [10])
    let sweep = try sweep(name, grid)
    let entry = try #require(Catalog.entry(named: name))
    #expect(sweep.points.count + sweep.refusedSizes.count * (hasState ? 4 : 2) == grid.count)
    for size in sizes {
      let input: Shape = [1, 3, Dim(size.height), Dim(size.width)]
      let isAccepted =
        (try? InferredShapes(try entry.architecture().network, input: input)) != nil
      #expect(isAccepted != sweep.refusedSizes.map(\.image).contains(size), "\(size)")
    }
    for point in sweep.points {
      let at = Dictionary(uniqueKeysWithValues: zip(grid.symbols, point.coordinates))
      func dim(_ symbol: Symbol) -> Dim { Dim(at[symbol] ?? 0) }
      let network = try entry.architecture(
        stateChannels: hasState ? dim(.stateChannels) : nil, classes: dim(.classes)
      ).network
      let concrete = Profile(
        try InferredShapes(network, input: [dim(.batch), 3, dim(.height), dim(.width)]))
      for (figure, value) in zip(sweep.figures, point.values) {
        #expect(figure.form(concrete).value == value, "\(figure.key) at \(point.coordinates)")
      }
      let peak = try #require(ConditionNames().meaning(of: "peak"))
      guard case .figure(let number) = peak else {
        Issue.record("The peak is not a figure of its own")
        continue
      }
      #expect(point.values[number] == concrete.memory.peak?.bytes)
    }
  }

  @Test func `A condition keeps what meets it, an order is stable`() throws {
    let sizes = stride(from: 32, through: 256, by: 32).map {
      NumberList.Size(height: $0, width: $0)
    }
    let grid = SweepGrid(batches: [1, 2], sizes: sizes)
    let all = try sweep("resnet50", grid)
    var kept = try sweep("resnet50", grid, where: "macs < 1G and H >= 64 or N == 2")
    let macs = try #require(kept.vocabulary.meaning(of: "macs"))
    let expected = all.points.filter {
      all.value(macs, at: $0) < 1_000_000_000 && $0.coordinates[1] >= 64
        || $0.coordinates[0] == 2
    }
    #expect(kept.points == expected)
    #expect(kept.filteredCount == all.points.count - expected.count)
    kept.sort(by: macs, ascending: true)
    let values = kept.points.map { kept.value(macs, at: $0) }
    #expect(values == values.sorted())
    kept.sort(by: macs, ascending: false)
    #expect(kept.points.map { kept.value(macs, at: $0) } == values.reversed())
  }

  @Test func `What leaves 64 bits or divides by zero is said`() {
    let huge = SweepGrid(batches: [1 << 40], sizes: [.init(height: 4096, width: 4096)])
    #expect(throws: Sweep.Failure.self) { try sweep("resnet50", huge) }
    let grid = SweepGrid(batches: [1], sizes: [.init(height: 64, width: 64)])
    #expect(throws: Sweep.Failure.condition(.divisionByZero, point: [1, 64, 64])) {
      try sweep("resnet50", grid, where: "macs / (H - W) > 1")
    }
  }

  @Test func `The front holds exactly the points that no other beats`() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let points = (0..<12).map { _ in
        (Int.random(in: 0...6, using: &generator), Int.random(in: 0...6, using: &generator))
      }
      for goals in [(ParetoFront.Goal.min, ParetoFront.Goal.min), (.min, .max), (.max, .max)] {
        func better(_ one: Int, _ other: Int, _ goal: ParetoFront.Goal) -> Bool {
          goal == .min ? one < other : one > other
        }
        let marks = ParetoFront.marks(points, goals: goals)
        for (index, point) in points.enumerated() {
          let isBeaten = points.contains { other in
            !better(point.0, other.0, goals.0) && !better(point.1, other.1, goals.1)
              && (better(other.0, point.0, goals.0) || better(other.1, point.1, goals.1))
          }
          #expect(marks[index] == !isBeaten, "\(points) \(goals)")
        }
      }
    }
  }
}
