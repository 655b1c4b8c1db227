import RLAArchitectures
import RLACheckpoints
import RLANetworks
import RLAQueries
import RLASymbolic
import Testing

/// The search for the network that tensors belong to.
@Suite struct ArchitectureSearchTests {
  private func tensors(of network: Network) throws -> [FileTensor] {
    try network.stateDictionary.map { entry in
      FileTensor(entry.name, try #require(entry.weight.shape.values), .float32)
    }
  }

  @Test(arguments: ["rla_resnet50", "dsrla_mobilenetv2", "resnet50_k", "mobilenet_v2"])
  func `Channels of the state and classes follow from shapes`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let k = entry.definition.stateChannels == nil ? nil : 20
    let network = try entry.architecture(stateChannels: k.map { Dim($0) }, classes: 7).network
    let search = ArchitectureSearch(try tensors(of: network))
    let answer = try #require(search.exact.first { $0.entry.name == name })
    #expect(answer.stateChannels == k && answer.classes == 7 && search.nearest == nil)
  }

  @Test func `Nothing has to be chosen of a network as it is published`() throws {
    let entry = try #require(Catalog.entry(named: "rla_resnet101"))
    let search = ArchitectureSearch(try tensors(of: entry.architecture().network))
    let answer = try #require(search.exact.first { $0.entry.name == "rla_resnet101" })
    #expect(answer.stateChannels == nil && answer.classes == nil)
  }

  @Test(arguments: [
    "resnet50", "rla_resnet101_eca", "rlav3_resnet50", "cifar_resnet1202", "resnet50_mrlab",
    "dia_resnext29_8x32", "diaresnet20_cifar10", "densenet121", "densenet40_k12_cifar10",
    "xception_cifar100", "deit_mrlal_tiny_patch16_224", "mobilenetv2_eca", "dsrla_mobilenetv2_k6",
    "RetinaNet_resnet50",
  ])
  func `No network with the same tensors is left out`(name: String) throws {
    let wanted = try tensors(of: #require(Catalog.entry(named: name)).definition.network)
    let shapes = Dictionary(uniqueKeysWithValues: wanted.map { ($0.name, $0.shape) })
    let same = Catalog.entries.filter { entry in
      let entries = entry.definition.network.stateDictionary
      return entries.count == wanted.count
        && entries.allSatisfy { shapes[$0.name] == $0.weight.shape.values }
    }
    let exact = ArchitectureSearch(wanted).exact.map(\.entry.name)
    #expect(exact.contains(name) && Set(same.map(\.name)).isSubset(of: exact), "\(exact)")
  }

  @Test func `The nearest network is the one with the fewest differences`() throws {
    let entry = try #require(Catalog.entry(named: "rla_resnet50"))
    var tensors = try self.tensors(of: entry.architecture().network)
    tensors.removeAll { $0.name == "stages.1.0.conv2.weight" }
    tensors.append(FileTensor("head.weight", [3], .float32))
    let conv1 = try #require(tensors.firstIndex { $0.name == "conv1.weight" })
    tensors[conv1] = FileTensor("conv1.weight", [64, 4, 7, 7], .float32)
    let search = ArchitectureSearch(tensors)
    let nearest = try #require(search.nearest)
    #expect(search.exact.isEmpty && nearest.entry.name == "rla_resnet50")
    #expect(
      nearest.fit.differences.map(\.kind) == [.shape, .missing, .unexpected],
      "\(nearest.fit.differences)")
  }
}
