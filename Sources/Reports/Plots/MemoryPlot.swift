import RLAAnalysis
import RLANetworks
package import RLAPlots
package import RLAQueries
import RLASymbolic
import RLAText

/// What lives in memory at each call of a run, as a plot.
package enum MemoryPlot {
  /// The activations of an inference run by the stage that makes them.
  ///
  /// - Returns: The plot; nil where some size is no number.
  package static func inference(of model: ProfiledModel) -> AreaPlot? {
    let profile = model.profile
    let network = profile.network
    let timeline = profile.inferenceTimeline
    var amounts = Amounts(steps: timeline.stepCount)
    for lifetime in timeline.lifetimes {
      let stage = lifetime.node.map { network.stageName(of: network.nodes[$0]) }
      guard amounts.add(lifetime, as: stage ?? "input") else { return nil }
    }
    for (node, bytes) in profile.innerMoments {
      guard amounts.add(bytes, at: node, as: "inside of loops and branches") else { return nil }
    }
    return plot(
      amounts, of: model, title: "activations in memory during inference",
      parts: "by the stage that makes them", border: nil)
  }

  /// Everything of a training step by what it is there for.
  ///
  /// - Returns: The plot; nil where some size is no number.
  package static func training(of model: ProfiledModel) -> AreaPlot? {
    let profile = model.profile
    let timeline = profile.trainingTimeline
    let whole = profile.trainingMemory
    var amounts = Amounts(steps: timeline.stepCount)
    let constant = [
      ("parameters", whole.parameters), ("gradients of parameters", whole.gradients),
      ("state of the optimizer", whole.optimizerState),
    ]
    for (name, bytes) in constant {
      guard amounts.add(bytes, through: 0..<timeline.stepCount, as: name) else { return nil }
    }
    for lifetime in timeline.lifetimes {
      guard amounts.add(lifetime, as: lifetime.kind.words) else { return nil }
    }
    return plot(
      amounts, of: model, title: "memory of a training step",
      parts: "by what it is there for", border: timeline.stepCount / 2)
  }

  private static func plot(
    _ amounts: Amounts, of model: ProfiledModel, title: String, parts: String, border: Int?
  ) -> AreaPlot {
    let profile = model.profile
    let network = profile.network
    let totals = amounts.totals
    let peak = totals.max() ?? 0
    let step = totals.firstIndex(of: peak)
    let unit = PlotUnit([peak])
    let count = network.nodes.count
    let name = step.map { step in
      let node = step < count ? step : 2 * count - 1 - step
      return network.nodes.isEmpty ? "" : network.path(of: network.nodes[node])
    }
    let pass = border.map { border in (step ?? 0) < border ? " (forward)" : " (backward)" } ?? ""
    let input = profile.shapes.input.values.map { "input \(Numbers.sizes($0)), " } ?? ""
    let elements = border == nil ? profile.precision.stored : profile.precision.trained
    return AreaPlot(
      title: "\(model.name): \(title)",
      subtitle: "\(input)\(elements.rawValue), \(parts); peak \(Numbers.grouped(peak)) B",
      xLabel: border == nil
        ? "call of the network" : "call of the network, forward and then backward",
      yLabel: unit.label("bytes", "B"),
      layers: amounts.layers.map { layer in
        AreaPlot.Layer(name: layer.name, values: layer.values.map(unit.scaled))
      },
      label: step.map { ($0, "peak at \((name ?? "").printable)\(pass)") }, border: border)
  }
}

extension MemoryTimeline.Kind {
  fileprivate var words: String {
    switch self {
    case .input: "input"
    case .activation: "activations, until their last reader"
    case .saved: "activations saved for the backward pass"
    case .gradient: "gradients of activations"
    }
  }
}

/// Bytes at every step, by name in the order of first appearance.
private struct Amounts {
  private let steps: Int
  private(set) var layers: [(name: String, values: [Int])] = []

  init(steps: Int) { self.steps = steps }

  var totals: [Int] {
    (0..<steps).map { step in layers.reduce(0) { $0 + $1.values[step] } }
  }

  /// - Returns: Whether the amount is a number.
  mutating func add(_ lifetime: MemoryTimeline.Lifetime, as name: String) -> Bool {
    add(lifetime.bytes, through: Range(lifetime.steps), as: name)
  }

  mutating func add(_ bytes: Dim, at step: Int, as name: String) -> Bool {
    // Of the moments inside of one call the largest counts.
    guard let bytes = bytes.value else { return false }
    let position = position(name)
    layers[position].values[step] = max(layers[position].values[step], bytes)
    return true
  }

  mutating func add(_ bytes: Dim, through steps: Range<Int>, as name: String) -> Bool {
    guard let bytes = bytes.value else { return false }
    let position = position(name)
    for step in steps { layers[position].values[step] += bytes }
    return true
  }

  private mutating func position(_ name: String) -> Int {
    if let known = layers.firstIndex(where: { $0.name == name }) { return known }
    layers.append((name, Array(repeating: 0, count: steps)))
    return layers.count - 1
  }
}
