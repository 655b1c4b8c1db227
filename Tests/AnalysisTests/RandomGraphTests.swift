import RLAAnalysis
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Random graphs with nested bodies, compared with a walk that does not use the rules.
@Suite struct RandomGraphTests {
  private static let count = 200

  private func plan(_ number: Int, batch: Dim = 2) -> GraphPlan {
    var generator = SeededGenerator(seed: 2110 + UInt64(number))
    return .random(depth: 2, batch: batch, using: &generator)
  }

  private func inferred(_ plan: GraphPlan, _ name: String) throws -> InferredShapes {
    let network = plan.network(name)
    return try InferredShapes(network, inputs: network.inputs.map(\.fact))
  }

  private func expectSameShapes(_ plan: GraphPlan, _ shapes: InferredShapes, _ name: String) {
    #expect(shapes.facts.count == plan.sources.count, "\(name)")
    for (value, fact) in shapes.facts.enumerated() {
      #expect(fact.shape.values == plan.shape(of: value), "\(name) %\(value)")
    }
    for node in plan.nodes.indices {
      let bodies = shapes.bodies[node] ?? []
      #expect(bodies.count == plan.bodies(ofNode: node).count)
      for (body, inner) in zip(bodies, plan.bodies(ofNode: node)) {
        guard let shapes = body.shapes else {
          Issue.record("\(name) has a body that does not fit")
          continue
        }
        expectSameShapes(inner, shapes, name)
      }
    }
  }

  @Test func `Shapes, work, weights and memory are those of the walk`() throws {
    var kinds: Set<OperatorKind> = []
    for index in 0..<Self.count {
      let name = "graph \(index)"
      let plan = plan(index)
      let shapes = try inferred(plan, name)
      expectSameShapes(plan, shapes, name)
      #expect(shapes.assumptions.isEmpty, "\(name)")
      let profile = Profile(shapes)
      let work = profile.total.tally.total
      let cost = GraphPlan.Cost(
        products: work[.multiplyAdds].value ?? -1, additions: work[.additions].value ?? -1,
        multiplications: work[.multiplications].value ?? -1,
        divisions: work[.divisions].value ?? -1,
        comparisons: work[.comparisons].value ?? -1, exponentials: work[.exponentials].value ?? -1)
      #expect(cost == plan.cost, "\(name)")
      #expect(profile.total.parameters.value == plan.parameters, "\(name)")
      #expect(profile.network.parameterCount.value == plan.parameters, "\(name)")
      #expect(profile.memory.peak?.bytes == plan.peak, "\(name)")
      kinds.formUnion(profile.total.tally.sums.keys.map(\.kind))
    }
    // Nothing is left out by chance.
    #expect(kinds.isSuperset(of: [If.kind, Loop.kind, Slice.kind, TestSplit.kind, .relu]))
  }

  @Test func `A batch in symbols gives the same graphs`() throws {
    for index in 0..<Self.count {
      let concrete = try inferred(plan(index), "graph")
      let symbolic = try inferred(plan(index, batch: Dim(.batch)), "graph")
      let two: [Symbol: Dim] = [.batch: 2]
      for (one, other) in zip(symbolic.facts, concrete.facts) {
        #expect(one.shape.substituting(two) == other.shape, "graph \(index)")
      }
      let (form, count) = (Profile(symbolic).total, Profile(concrete).total)
      for quantity in Quantity.allCases {
        #expect(
          form.tally.total[quantity].substituting(two) == count.tally.total[quantity],
          "graph \(index) \(quantity)")
      }
      #expect(form.savedTensorBytes.substituting(two) == count.savedTensorBytes)
      #expect(form.bytesMoved.substituting(two) == count.bytesMoved)
    }
  }
}
