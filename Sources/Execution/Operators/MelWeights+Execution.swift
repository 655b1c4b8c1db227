import Glibc
import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension MelWeights: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { type == .float32 && bands(at: site) != nil }

  private func bands(at site: Site) -> MelBands? {
    let numbers = (0..<5).map { site.operands[$0].known }
    guard let length = numbers[1]?.first, let rate = numbers[2]?.first,
      let low = numbers[3]?.first, let high = numbers[4]?.first, rate > 0,
      // The scale begins at -700 hertz.
      min(low, high) > -700
    else { return nil }
    return MelBands(
      count: site.outputSizes()[1], length: length, rate: rate, low: low, high: high)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let bands = bands(at: site) else {
      preconditionFailure("A plan knows the numbers of the bands.")
    }
    let frame = lowering.frame(
      Lowering.Chain(site), inputs: [], taking: .any, giving: .rowMajor)
    return MelWeightsStep(
      frame: frame, edges: bands.edges, frequencies: site.outputSizes()[0])
  }
}

/// Bands that are equally wide on the mel scale, `2595 · log₁₀(1 + f / 700)` of a frequency f in hertz.
private struct MelBands {
  let count: Int
  let length: Double
  let rate: Double
  let low: Double
  let high: Double

  /// The numbers of the frequencies at which the bands begin, peak and end: those of band i are the
  /// ones from i on.
  var edges: [Int] {
    func mels(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }
    let step = (mels(high) - mels(low)) / Double(count + 2)
    return (0..<count + 2).map { number in
      let hertz = 700 * (pow(10, (mels(low) + Double(number) * step) / 2595) - 1)
      let place = ((length + 1) * hertz / rate).rounded(.down)
      return Int(min(max(place, -0x1p52), 0x1p52))
    }
  }
}

/// Triangles of height 1 over the frequencies of each band.
private struct MelWeightsStep: LightStep {
  var frame: StepFrame
  let edges: [Int]
  let frequencies: Int

  var algorithm: String { "fill" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    let weights = memory.tensor(frame.output).elements(of: Float.self)
    let bands = edges.count - 2
    for band in 0..<bands {
      for frequency in 0..<frequencies {
        weights[frequency * bands + band] = weight(frequency, in: band)
      }
    }
  }

  private func weight(_ frequency: Int, in band: Int) -> Float {
    let (start, center, end) = (edges[band], edges[band + 1], edges[band + 2])
    if frequency >= center, frequency < end {
      return Float(end - frequency) / Float(end - center)
    }
    if start == center { return frequency == center ? 1 : 0 }
    guard frequency >= start, frequency <= center else { return 0 }
    return Float(frequency - start) / Float(center - start)
  }

  func backward(_ memory: StepMemory) {}
}
