import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct StateDictionaryTests {
  @Test func `Every network has its state_dict`() throws {
    #expect(try Fixture.names(in: "Reference/state").count == 56)
  }

  @Test(arguments: try Fixture.names(in: "Reference/state"))
  func `Names, shapes and order equal those of PyTorch`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.architecture().network
    let actual = network.stateDictionary.map { entry in
      let shape = entry.weight.shape
      return [entry.name, shape.rank == 0 ? "" : shape.description]
    }
    #expect(actual == (try Fixture.rows("Reference/state/\(name).tsv")))
  }

  @Test(arguments: try Fixture.names(in: "Reference/family-state"))
  func `Networks of other code have theirs, under all names of shared tensors`(
    name: String
  ) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let expected = try Fixture.rows("Reference/family-state/\(name).tsv")
    let actual = network.stateDictionary.map { entry in
      let shape = entry.weight.shape
      return [entry.name, shape.rank == 0 ? "" : shape.description]
    }
    #expect(actual == expected)
  }

  @Test func `Every family has a state_dict`() throws {
    #expect(try Fixture.names(in: "Reference/family-state").count >= 23)
  }
}
