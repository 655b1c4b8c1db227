import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// The weighted sum of the first output, with norms that keep their running statistics.
@Suite struct WeightedSumTests {
  /// Two norms, one with a function after it, and a second output that no gradient reaches.
  private let network = Network("net", inputs: [Input("x", .float([2, 3, 6, 5]))]) { net, values in
    let conv = net.layer("conv", Convolution(3, 4, .same(3)))(values[0])
    let first = net.layer("first", BatchNormalization(4))(conv)
    let smooth = net.layer("smooth", Activation(.sigmoid))(first)
    let second = net.layer("second", BatchNormalization(4))(conv)
    let other = net.layer("other", Convolution(4, 2, Window(1), bias: true))(smooth)
    return [("y", smooth + second), ("z", other)]
  }

  private func session(
    _ purpose: PlanOptions.Purpose, _ parameters: Parameters? = nil
  ) throws -> Session {
    var options = PlanOptions(
      batch: 2, height: 6, width: 5, purpose: purpose, algorithm: .exact, wantsInputGradient: true)
    options.loss = .weightedSum
    options.usesRunningStatistics = true
    let plan = try ExecutionPlan(network, inputs: network.inputs.map(\.fact), options)
    return try Session(plan, parameters)
  }

  private func loss(_ session: Session) -> Double {
    session.setSyntheticInputs()
    session.forward()
    return session.loss(labels: [])
  }

  @Test func `Gradients are central differences, those of statistics too`() throws {
    let session = try session(.training)
    _ = loss(session)
    session.backward()
    let parameters = session.parameters
    for (index, entry) in parameters.entries.enumerated() {
      let gradient = parameters.gradient(index)
      if entry.name.hasPrefix("other") {
        #expect(gradient.allSatisfy { $0 == 0 })
        continue
      }
      let element = entry.count / 2
      let value = parameters[index]
      let step: Float = 1.0 / 64
      func moved(by distance: Float) throws -> Double {
        var changed = value
        changed[element] += distance
        parameters[index] = changed
        defer { parameters[index] = value }
        return loss(session)
      }
      let difference = (try moved(by: step) - moved(by: -step)) / Double(2 * step)
      let error = abs(difference - Double(gradient[element]))
      #expect(error < 0.02 * max(1, abs(difference)), "\(entry.name) \(difference)")
    }
  }

  @Test func `Forward passes of both purposes are equal`() throws {
    let training = try session(.training)
    _ = loss(training)
    let inference = try session(.inference, training.parameters)
    inference.setSyntheticInputs()
    inference.forward()
    for (one, other) in zip(training.outputs, inference.outputs) {
      #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test func `The cross-entropy needs one output`() throws {
    let options = PlanOptions(batch: 2, height: 6, width: 5, purpose: .training)
    #expect(throws: PlanFailure.outputs(2)) {
      _ = try ExecutionPlan(network, inputs: network.inputs.map(\.fact), options)
    }
  }

  @Test func `An output of whole numbers has no loss`() throws {
    let network = Network("sizes", inputs: [Input("x", .float([2, 3]))]) { net, values in
      [("places", net.apply(ArgExtreme(.maximum, axis: 1), to: values)[0])]
    }
    var options = PlanOptions(batch: 2, height: 1, width: 1, purpose: .training)
    options.loss = .weightedSum
    #expect(throws: PlanFailure.lossType("places", .int64)) {
      _ = try ExecutionPlan(network, inputs: network.inputs.map(\.fact), options)
    }
  }
}
