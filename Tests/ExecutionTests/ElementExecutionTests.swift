import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Element functions and ReLUs with learned slopes in plans, alone and after a norm or a product.
@Suite struct ElementExecutionTests {
  private static let (batch, channels, side) = (2, 19, 3)
  private static var area: Int { side * side }
  private static var count: Int { batch * channels * area }
  private static let functions = ElementFunction.all + [.leakyReLU(-0.2), .elu(0.5)]

  private static func options(
    _ purpose: PlanOptions.Purpose, _ fusion: PlanOptions.Fusion
  ) -> PlanOptions {
    PlanOptions(
      batch: batch, height: side, width: side, purpose: purpose, fusion: fusion, threads: 2,
      wantsInputGradient: purpose == .training)
  }

  /// The layers applied to the images, with the means of the result as logits.
  private static func network(_ body: (Scope, Value) -> Value) -> Network {
    Network("test", inputChannels: Dim(channels)) { net, image in
      [net.layer("mean", GlobalPooling.average)(body(net, image)).reshaped(to: .vector)]
    }
  }

  /// Values of both signs, none at a kink, within the domain of the function.
  private static func input(_ function: ElementFunction) -> [Float] {
    (0..<count).map { index in
      let value = Float((index * 37) % 101) / 15 - 3.371
      return switch function.kind.name {
      case "Log", "Sqrt", "Reciprocal": abs(value) + 0.25
      case "Acosh": abs(value) + 1.25
      case "Asin", "Acos", "Atanh", "Tan": value / 4
      default: value
      }
    }
  }

  /// Functions that, after a norm, lose accuracy or leave their domain.
  private static let steep: Set<String> = [
    "Log", "Sqrt", "Reciprocal", "Exp", "Asin", "Acos", "Atanh", "Acosh", "Tan", "Sinh", "Cosh",
  ]

  private static func labels() -> [Int] { (0..<batch).map { $0 } }

  /// The gradient of each mean, by image and channel.
  private static func gradientOfMeans(_ session: Session) -> [Double] {
    let logits = session.logits.map(Double.init)
    return (0..<batch).flatMap { image in
      let row = logits[image * channels..<(image + 1) * channels].map(exponential)
      let sum = row.reduce(0, +)
      return row.enumerated().map { index, value in
        (value / sum - (index == image ? 1 : 0)) / Double(batch * area)
      }
    }
  }

  private func isNear(_ left: [Float], _ right: [Double], _ tolerance: Double) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { abs(Double($0) - $1) <= tolerance * max(1, abs($1)) }
  }

  @Test(arguments: functions, PlanOptions.Fusion.allCases)
  func `A function runs forward and backward`(
    function: ElementFunction, fusion: PlanOptions.Fusion
  ) throws {
    let network = Self.network { net, x in net.layer("f", Activation(function))(x) }
    let session = try Session(ExecutionPlan(network, Self.options(.training, fusion)))
    let x = Self.input(function)
    session.setInput(0, x)
    session.forward()
    let means = (0..<Self.batch * Self.channels).map { plane in
      x[plane * Self.area..<(plane + 1) * Self.area]
        .reduce(0) { $0 + function.formula(Double($1)) } / Double(Self.area)
    }
    #expect(isNear(session.logits, means, 2e-6), "\(function.title)")
    _ = session.loss(labels: Self.labels())
    session.backward()
    let dy = Self.gradientOfMeans(session)
    let wanted = x.indices.map { index in
      let (value, step) = (Double(x[index]), 1e-6)
      let slope = (function.formula(value + step) - function.formula(value - step)) / (2 * step)
      return dy[index / Self.area] * slope
    }
    #expect(isNear(session.inputGradient, wanted, 1e-6), "\(function.title)")
  }

  /// A function after a norm and after a folded norm, with another reader of the argument.
  @Test(arguments: functions)
  func `Absorbed functions compute the same as separate steps`(function: ElementFunction) throws {
    if Self.steep.contains(function.kind.name) { return }
    let channels = Dim(Self.channels)
    let network = Self.network { net, x in
      let wide = net.layer("conv", Convolution(channels, channels, Window(1)))(x)
      let norm = net.layer("norm", BatchNormalization(channels))(wide)
      let curved = net.layer("f", Activation(function))(norm)
      let second = net.layer("second", BatchNormalization(channels))(curved)
      return net.layer("g", Activation(function))(second + x)
    }
    for purpose in PlanOptions.Purpose.allCases {
      let sessions = try PlanOptions.Fusion.allCases.map { fusion in
        let session = try Session(ExecutionPlan(network, Self.options(purpose, fusion)))
        session.setInput(0, Self.input(function))
        session.forward()
        if purpose == .training {
          _ = session.loss(labels: Self.labels())
          session.backward()
        }
        return session
      }
      let logits = sessions[1].logits.map(Double.init)
      #expect(isNear(sessions[0].logits, logits, 1e-4), "\(function.title)")
      if purpose == .inference { continue }
      let gradient = sessions[1].inputGradient.map(Double.init)
      #expect(isNear(sessions[0].inputGradient, gradient, 1e-4), "\(function.title)")
    }
  }

  @Test(arguments: [
    (ElementFunction.relu, true, true), (.silu, true, false), (.gelu, true, false),
    (.leakyReLU(-0.2), true, false), (.hardSwish, true, false), (.clip(-1, 1), true, true),
    (.mish, false, false), (.exponential, false, false),
  ])
  func `Norms absorb common functions, in training those that need no argument`(
    function: ElementFunction, inInference: Bool, inTraining: Bool
  ) throws {
    let network = Self.network { net, x in
      let norm = net.layer("norm", BatchNormalization(Dim(Self.channels)))(x)
      return net.layer("f", Activation(function))(norm)
    }
    func steps(_ purpose: PlanOptions.Purpose) throws -> Int {
      try ExecutionPlan(network, Self.options(purpose, .fused)).stepDescriptions.count
    }
    let counts = try (steps(.inference), steps(.training))
    #expect(counts == (inInference ? 2 : 3, inTraining ? 2 : 3))
  }

  @Test func `A decreasing exponential unit is refused only in training`() throws {
    let network = Self.network { net, x in net.layer("f", Activation(.elu(-1)))(x) }
    #expect(throws: PlanFailure.noGradient("f", .elu)) {
      try ExecutionPlan(network, Self.options(.training, .fused))
    }
    _ = try ExecutionPlan(network, Self.options(.inference, .fused))
  }

  @Test(arguments: [1, channels], PlanOptions.Fusion.allCases)
  func `A ReLU with learned slopes runs forward and backward`(
    slopes: Int, fusion: PlanOptions.Fusion
  ) throws {
    let network = Self.network { net, x in
      net.layer("f", ParametricReLU(slopes: Dim(slopes)))(x)
    }
    let session = try Session(ExecutionPlan(network, Self.options(.training, fusion)))
    let parameters = session.parameters
    let index = try #require(parameters.index(of: "f.weight"))
    let weights = parameters[index].map(Double.init)
    let x = Self.input(.relu).map(Double.init)
    func slope(_ place: Int) -> Double {
      slopes == 1 ? weights[0] : weights[place / Self.area % Self.channels]
    }
    session.setInput(0, Self.input(.relu))
    session.forward()
    var means = [Double](repeating: 0, count: Self.batch * Self.channels)
    for (place, value) in x.enumerated() {
      means[place / Self.area] +=
        (value > 0 ? value : slope(place) * value) / Double(Self.area)
    }
    #expect(isNear(session.logits, means, 1e-6))
    _ = session.loss(labels: Self.labels())
    session.backward()
    let dy = Self.gradientOfMeans(session)
    var ofSlopes = [Double](repeating: 0, count: slopes)
    for (place, value) in x.enumerated() where value <= 0 {
      ofSlopes[slopes == 1 ? 0 : place / Self.area % Self.channels] +=
        value * dy[place / Self.area]
    }
    let wanted = x.indices.map { dy[$0 / Self.area] * (x[$0] > 0 ? 1 : slope($0)) }
    #expect(isNear(session.inputGradient, wanted, 1e-6))
    #expect(isNear(parameters.gradient(index), ofSlopes, 1e-6))
  }
}
