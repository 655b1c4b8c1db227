import RLAText
import Testing

@Suite struct NearestNamesTests {
  private let names = ["macs", "parameters", "peak", "thop@0.1.1"]

  @Test(arguments: [("mcas", ["macs"]), ("Peek", ["peak"]), ("paramters", ["parameters"])])
  func `A misspelled name gets what it may stand for`(name: String, expected: [String]) {
    #expect(likelyNames(for: name, in: names, count: 3) == expected)
  }

  @Test(arguments: ["", "vgg16", "flops", "something-else"])
  func `A name that is near to none gets no suggestion`(name: String) {
    #expect(likelyNames(for: name, in: names, count: 3).isEmpty)
  }

  @Test(arguments: [
    ("para", ["parameters"]), ("thop", ["thop@0.1.1"]), ("parazoa", []), ("pa", []),
    ("peakiest", []),
  ])
  func `A name that begins as another may stand for it`(name: String, expected: [String]) {
    #expect(likelyNames(for: name, in: names, count: 3) == expected)
  }

  @Test func `Names are compared in the form that the caller chooses`() {
    let found = likelyNames(for: "thpo", in: names, count: 3) { String($0.prefix { $0 != "@" }) }
    #expect(found == ["thop@0.1.1"])
  }
}
