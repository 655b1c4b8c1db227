import RLANetworks
import RLASymbolic
import Testing

extension Role {
  fileprivate static let state = Role("state norm", Lane("state"), rank: 0)
  fileprivate static let branch = Role("branch")
  fileprivate static let gate = Role("gate")
  fileprivate static let feed = Role("feed", lane: .main)
}

/// What a definition says of its structure is what the network knows of it.
@Suite struct ModuleTests {
  @Test(arguments: [
    ("layer1.0.conv1", "layer1.0.relu", "layer1.0"), ("layer1.0", "layer1.0.relu", "layer1.0"),
    ("layer1.1", "layer1.10", "layer1"), ("a", "ab", ""), ("a.b", "a.b", "a.b"), ("", "a", ""),
  ])
  func `The common module of two paths ends where a component ends`(
    one: String, other: String, common: String
  ) {
    #expect(ModulePath.common(one, other) == common)
    #expect(ModulePath.common(other, one) == common)
  }

  private let network = Network("modules") { net, image in
    let stem = net.layer("stem", Convolution(3, 4, .same(3)))
    let scope = net.scope("stages.0.1")
    let conv = scope.layer("conv", Convolution(4, 4, .same(3)))
    let norm = net.layer("norm", BatchNormalization(4), role: .state)
    let x = net.stage("stem") { stem(image) }
    return net.stage("stage 1") {
      [
        scope.block(1) {
          let y = scope.run { scope.inRole(.branch) { conv(x) } }
          let h = y.inRole(.state) {
            let i = y.inRole(Role("gate", variant: "i")) { sigmoid(y) }
            return norm(i * y)
          }
          return h.inRole(.state) { h.inRole(.feed) { concatenate(y, h) } }
        }
      ]
    }
  }

  @Test func `Modules stand in the order in which they begin, after the one around them`() {
    let modules = network.modules
    #expect(
      modules.map(\.kind) == [
        .network, .stage, .stage, .block(1), .part, .part, .part, .part, .part,
      ])
    #expect(modules.map(\.parent) == [nil, 0, 0, 2, 3, 3, 5, 3, 7])
    #expect(
      modules.map { network.role(of: $0)?.name } == [
        "backbone", nil, nil, nil, "branch", "state norm", "gate", "state norm", "feed",
      ])
    #expect(modules.map(\.path).prefix(6) == ["", "", "", "stages.0.1", "stages.0.1", ""])
    #expect(network.nodes.map(\.module) == [1, 4, 6, 5, 5, 8])
  }

  @Test func `A node knows its stage, its block and the modules around it`() {
    #expect(network.stages == ["stem", "stage 1"])
    #expect(network.nodes.map(network.stage(of:)) == [0, 1, 1, 1, 1, 1])
    #expect(network.nodes.map(network.stageName(of:)).first == "stem")
    #expect(network.nodes.map(network.block(of:)) == [nil, 3, 3, 3, 3, 3])
    #expect(Array(network.modules(around: network.nodes[2])) == [6, 5, 3, 2, 0])
    #expect(network.role(of: network.module(of: network.nodes[2]))?.variant == "i")
    #expect(network.module(of: network.nodes[2], inRole: .gate) == 6)
    #expect(network.module(of: network.nodes[2], inRole: .branch) == nil)
  }

  @Test func `Reports count a node under the innermost role that they list`() {
    #expect(
      network.nodes.map { network.role(of: $0) } == [.main, .main]
        + Array(repeating: .state, count: 4))
    #expect(network.nodes.map(network.isMain) == [true, true, false, false, false, false])
    // What feeds the features works on their lane, though it is counted with the state.
    #expect(
      network.nodes.map { network.lane(of: $0).name }
        == ["features", "features", "state", "state", "state", "features"])
  }

  @Test func `A layer with a role opens a module for itself`() {
    let network = Network("roles") { net, image in
      let norm = net.layer("norm", BatchNormalization(3), role: .state)
      let x = norm(norm(image))
      return [x.inRole(.state) { norm(x) }]
    }
    #expect(network.nodes.map(\.module) == [1, 2, 3])
    #expect(network.modules.map(\.path) == ["", "norm", "norm", ""])
    #expect(network.nodes.allSatisfy { network.role(of: $0) == .state })
  }

  @Test func `What lies in no stage is one called network`() {
    let mixed = Network("mixed") { net, image in
      let pool = net.layer("pool", Pooling.max(Window(2, stride: 2)))
      let x = net.stage("first") { pool(image) }
      let y = net.scope("rest").part { pool(x) }
      return [net.stage("last") { pool(y) }]
    }
    #expect(mixed.stages == ["first", "network", "last"])
    #expect(mixed.nodes.map(mixed.stage(of:)) == [0, 1, 2])
    #expect(mixed.modules[2].path == "rest" && mixed.modules[2].stage == 1)
    let bare = Network("bare") { _, image in [image.rectified()] }
    #expect(bare.stages == ["network"] && bare.modules.count == 1)
    #expect(bare.stage(of: bare.nodes[0]) == 0 && bare.isMain(bare.nodes[0]))
    // Modules that only hold stages are in none.
    #expect(network.modules[0].stage == nil)
  }

  @Test func `Layers of frozen scopes are frozen, whoever applies them`() {
    let network = Network("frozen") { net, image in
      let frozen = net.frozen(if: true)
      let layers = [
        net.frozen(if: false).layer("free", Convolution(3, 3, .same(1))),
        frozen.layer("conv", Convolution(3, 3, .same(1))),
        frozen.layer("relu", Activation(.relu)),
        frozen.scope("inner").frozen(if: false).layer("norm", BatchNormalization(3)),
      ]
      return [layers.reduce(image) { $1($0) }]
    }
    #expect(network.layers.map(\.isFrozen) == [false, true, true, true])
    #expect(network.frozenLayers == [1, 3])
  }
}
