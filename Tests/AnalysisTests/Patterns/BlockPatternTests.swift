import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

@Suite struct BlockPatternTests {
  enum AttentionChange: CaseIterable {
    case nothing, masked, unscaled, scaledTwice, choosing
    case otherAxis, storedValues, scaleOfRows, returnsWeights
  }

  @Test(arguments: zip(AttentionChange.allCases, [5, 6, 4, 6, 6, 0, 0, 0, 0]))
  func `Attention is two products with a softmax of rows between them`(
    change: AttentionChange, count: Int
  ) throws {
    let found = try SpelledNetwork.patterns([2, 3, 5, 8]) { net, x in
      let parts = [ElementFunction.sine, .cosine, .absolute].map { net.apply($0, x) }
      let keys = net.apply(Transpose([0, 1, 3, 2]), parts[1])
      let queries = change == .scaledTwice ? net.multiply(parts[0], 0.25) : parts[0]
      var scores = net.apply(MatMul(), queries, keys)
      if change == .scaleOfRows {
        scores = net.multiply(scores, net.stored([5, 1]))
      } else if change != .unscaled {
        scores = net.multiply(scores, 0.25)
      }
      let mask = net.stored([5, 5])
      if change == .masked { scores = net.add(mask, scores) }
      if change == .choosing { scores = net.apply(Where(), mask, scores, net.number(-1e9)) }
      let weights = net.apply(Softmax(axis: change == .otherAxis ? 2 : 3), scores)
      let values = change == .storedValues ? net.stored([5, 8]) : parts[2]
      return [net.apply(MatMul(), weights, values)] + (change == .returnsWeights ? [weights] : [])
    }
    #expect(found.map(\.nodes.count) == (count == 0 ? [] : [count]))
    let scale = found.first?.attributes.first?.value
    let expected = change == .unscaled ? 1 : change == .scaledTwice ? 0.0625 : 0.25
    #expect(found.isEmpty || scale == .number(expected))
  }

  enum GateChange: CaseIterable {
    case nothing, hard, mean, maximum, otherAxis, wideKernel, otherGate, readsMeans
  }

  @Test(arguments: zip(GateChange.allCases, [1, 1, 1, 0, 0, 0, 0, 0]))
  func `A gate of two layers on the means of channels is a squeeze-excitation`(
    change: GateChange, count: Int
  ) throws {
    let found = try SpelledNetwork.patterns([2, 8, 6, 6]) { net, x in
      let means =
        switch change {
        case .mean: net.mean(x, over: [-1, -2])
        case .otherAxis: net.mean(x, over: [2])
        case .maximum: net.apply(GlobalPooling(.maximum), x)
        default: net.apply(GlobalPooling.average, x)
        }
      let window = Window(change == .wideKernel ? 3 : 1, padding: change == .wideKernel ? 1 : 0)
      let first = net.scope.layer("first", Convolution(8, 2, window))(means)
      let hidden = net.multiply(first, net.apply(.sigmoid, first))
      let second = net.scope.layer("second", Convolution(2, 8, .same(1)))(hidden)
      let function: ElementFunction =
        change == .hard ? .hardSigmoid() : change == .otherGate ? .tanh : .sigmoid
      let gate = net.apply(function, second)
      return [net.multiply(x, gate)] + (change == .readsMeans ? [means] : [])
    }
    #expect(found.filter { $0.kind.name == "SqueezeExcitation" }.count == count)
    #expect(count == 0 || found.map(\.nodes.count) == [7])
    #expect(count == 0 || found[0].attributes.map(\.value) == [.integers([2])])
  }

  @Test(arguments: [([2, 2, 4, 6], [0, 2, 1, 3], 1), ([2, 4, 2, 6], [0, 2, 1, 3], 1)])
  func `A channel shuffle exchanges groups and their channels`(
    split: [Int], order: [Int], count: Int
  ) throws {
    let found = try SpelledNetwork.patterns([2, 8, 6]) { net, x in
      let parts = net.apply(Transpose(order), net.reshape(x, split.map { Dim($0) }))
      return [net.reshape(parts, [2, 8, 6])]
    }
    #expect(found.map(\.kind.name) == ["ChannelShuffle"])
    #expect(found.first?.attributes.map(\.value) == [.integers([split[1]])])
  }

  @Test(arguments: [
    ([2, 8, 1, 6], [0, 2, 1, 3], [2, 8, 6]), ([2, 2, 4, 6], [0, 1, 3, 2], [2, 8, 6]),
    ([2, 2, 4, 6], [0, 2, 1, 3], [2, 6, 8]), ([2, 4, 4, 3], [0, 2, 1, 3], [2, 8, 6]),
  ])
  func `Other ways to move elements are no channel shuffle`(
    split: [Int], order: [Int], result: [Int]
  ) throws {
    let found = try SpelledNetwork.kinds([2, 8, 6]) { net, x in
      let parts = net.apply(Transpose(order), net.reshape(x, split.map { Dim($0) }))
      return [net.reshape(parts, result.map { Dim($0) })]
    }
    #expect(found == [])
  }

  @Test(arguments: [
    ([(0, 0), (1, 0), (0, 1), (1, 1)], 2, 99, true),
    ([(0, 0), (0, 1), (1, 0), (1, 1)], 2, 8, true),
    ([(0, 0), (1, 0), (0, 0), (1, 1)], 2, 99, false),
    ([(0, 0), (1, 0), (0, 1), (1, 1)], 3, 99, false),
    ([(0, 0), (1, 0), (0, 1), (1, 1)], 2, 6, false),
  ])
  func `Four slices of every second position side by side are space to depth`(
    starts: [(Int, Int)], step: Int, end: Int, isPattern: Bool
  ) throws {
    let found = try SpelledNetwork.patterns([2, 3, 8, 8]) { net, x in
      func slice(_ x: Value, from start: Int, axis: Int) -> Value {
        let numbers = [start, end, axis, step].map {
          net.scope.constant("number", .known([Dim($0)]))
        }
        return net.scope.apply(RangeSlice(), to: [x] + numbers)[0]
      }
      let pieces = starts.map { slice(slice(x, from: $0.0, axis: 2), from: $0.1, axis: 3) }
      return net.scope.apply(Concatenation(axis: 1), to: pieces)
    }
    #expect(found.map(\.nodes.count) == (isPattern ? [9] : []))
    #expect(!isPattern || found[0].attributes.first?.value == .integers([2, 3]))
  }

  @Test(arguments: [
    ("resnet50_se", "SqueezeExcitation", 16), ("resnet50_eca", "EfficientChannelAttention", 16),
  ])
  func `Channel attention of named networks is a pattern`(
    name: String, kind: String, count: Int
  ) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let shapes = try InferredShapes(network, input: [1, 3, 64, 64])
    #expect(shapes.patterns.map(\.kind.name) == Array(repeating: kind, count: count))
  }

  @Test func `Rows that join patterns add up to the same as rows of nodes`() throws {
    let network = try #require(Catalog.entry(named: "resnet50_se")).architecture().network
    let profile = Profile(try InferredShapes(network, input: [2, 3, 64, 64]))
    for grouping in [Grouping.operators, .calls] {
      let joined = Breakdown(profile, by: grouping).rows
      let nodes = Breakdown(profile, by: grouping.showing(.nodes)).rows
      func sum(_ rows: [Breakdown.Row]) -> Metrics {
        rows.reduce(into: profile.none) { $0 += $1.metrics }
      }
      #expect(joined.count < nodes.count || grouping == .operators)
      #expect(sum(joined).tally.entries == sum(nodes).tally.entries)
      #expect(sum(joined).parameters == profile.network.parameterCount)
      #expect(sum(joined).bytesWritten == sum(nodes).bytesWritten)
      for row in joined where !row.nodes.isEmpty {
        #expect(sum(row.nodes).bytesMoved == row.metrics.bytesMoved)
      }
    }
  }
}
