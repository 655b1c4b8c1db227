import RLANetworks
import RLASymbolic
import Testing

extension Role {
  fileprivate static let update = Role("update", Lane("state"), rank: 0)
}

@Suite struct NetworkTests {
  private let shared = Network("shared") { net, image in
    let first = net.layer("first", Convolution(3, 4, .same(3)))
    let block = net.scope("block")
    let twice = block.layer("conv", Convolution(4, 4, .same(3)), role: .update)
    net.register("alias", twice)
    let x = first(image)
    return [block.run { twice(twice(x)) + x }]
  }

  @Test func `A layer that is applied twice owns its weights once`() {
    #expect(shared.layers.map(\.path) == ["first", "block.conv"])
    #expect(shared.applicationCounts == [1, 2])
    #expect(shared.parameterCount.value == 108 + 144)
  }

  @Test func `A shared layer is listed under each of its names`() {
    let entries = shared.stateDictionary
    #expect(entries.map(\.name) == ["first.weight", "block.conv.weight", "alias.weight"])
    #expect(entries.map(\.sharedWith) == [nil, nil, "block.conv.weight"])
  }

  @Test func `Nodes have their path, call style and role`() {
    #expect(
      shared.nodes.map(shared.path(of:)) == ["first", "block.conv", "block.conv", "block.add"])
    #expect(shared.nodes.map(\.callStyle) == [.module, .module, .module, .operator])
    #expect(shared.role(of: shared.nodes[1]) == .update)
    #expect(shared.role(of: shared.nodes[3]) == .main)
    #expect(shared.nodes.map { $0.reads.map(\.index) } == [[0], [1], [2], [3, 1]])
    #expect(shared.outputs == [Output("output", ValueID(4))])
  }
}
