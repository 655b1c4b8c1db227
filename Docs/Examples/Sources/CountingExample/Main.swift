import RLACounting

/// Counts a network of the catalog in numbers and in symbols, then one that is written here.
@main struct CountingExample {
  static func main() throws {
    guard let entry = Catalog.entry(named: "resnet50_rla") else { return }
    let network = try entry.architecture().network
    print(network.name, "has", network.parameterCount, "parameters")

    let image: Shape = [1, 3, 224, 224]
    let profile = Profile(try InferredShapes(network, input: image))
    for convention in [Convention.macs, .thopLegacy, .fvcore, .ours] {
      for measure in convention.measures {
        print(convention.id, "counts", measure.count(profile.total.tally), measure.unit)
      }
    }

    let macs = Convention.macs.measures[0]
    let shapes = try InferredShapes(network, input: [1, 3, 32 * Dim(.height), 32 * Dim(.width)])
    print("MACs at 32·H x 32·W:", macs.count(Profile(shapes).total.tally))

    let smallShapes = try InferredShapes(small, input: [1, 3, Dim(.height), Dim(.width)])
    print("MACs of a small network at H x W:", macs.count(Profile(smallShapes).total.tally))
  }

  /// A convolution, a ReLU, the mean over all positions and a classifier.
  static var small: Network {
    Network("small") { net, image in
      let convolution = net.layer("conv", Convolution(3, 16, .same(3, stride: 2)))
      let classifier = net.layer("fc", Linear(16, 10, bias: true))
      let features = convolution(image).rectified().globallyAveraged()
      return [classifier(features.reshaped(to: .vector))]
    }
  }
}

extension Convention {
  /// A convention of one's own: 2 for a multiply-add, 1 for an element that a ReLU reads.
  static let ours = Convention(
    id: "ours", summary: "2 per multiply-add, 1 per element of a ReLU.", source: "This file.",
    remarks: [], prefix: .si,
    measures: [
      Measure(
        key: "ours", unit: "FLOPs (2 per MAC)", sight: .operations,
        rules: [
          .on("aten::_convolution", "aten::linear", count: [2 * .multiplyAdds]),
          .on("aten::relu", "aten::relu_", count: [.n]),
        ])
    ])
}
