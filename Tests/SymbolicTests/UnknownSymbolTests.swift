import RLASymbolic
import TestSupport
import Testing

@Suite struct UnknownSymbolTests {
  @Test func `The name contains the place`() {
    #expect(Symbol.unknown(at: "/nms/NonZero").name == "unknown_nms_NonZero")
    #expect(Symbol.unknown(at: "/nms_NonZero").name == "unknown_nms_NonZero")
    #expect(Symbol.unknown(at: "model.22//Conv_").name == "unknown_model_22_Conv")
    #expect(Symbol.unknown(at: "/é").name == "unknown_size")
    #expect(Symbol.unknown(at: "").name == "unknown_size")
  }

  @Test func `The border between two parts of a place is no character`() {
    #expect(
      Symbol.unknown(at: "/loop", ["body0", "NonZero"]).name
        == "unknown_loop__body0__NonZero")
    let places: [(String, [String])] = [
      ("a", []), ("a", ["b"]), ("a_b", []), ("ab", []), ("a", ["b", "c"]), ("a", ["b_c"]),
      ("a_b", ["c"]), ("a_b_c", []),
    ]
    #expect(Set(places.map { Symbol.unknown(at: $0, $1) }).count == places.count)
  }

  @Test func `Unknown sizes are distinguished from known ones`() {
    #expect(Symbol.unknown(at: "/nms/NonZero").isUnknown)
    #expect(Symbol("unknown_nms_NonZero") == .unknown(at: "/nms/NonZero"))
    for symbol: Symbol in [.batch, .height, .width, .classes, .stateChannels, Symbol("unknown")] {
      #expect(!symbol.isUnknown)
    }
  }

  @Test func `Places of different identifiers have different names, all of them identifiers`() {
    let characters: [Character] = ["/", "_", ".", "-", "x", "s", "u", "5", "f", "é", ":", " "]
    var generator = SeededGenerator(seed: 61)
    func text() -> String {
      let length = Int.random(in: 1...5, using: &generator)
      return String((0..<length).map { _ in characters.randomElement(using: &generator) ?? "/" })
    }
    var places: Set<[String]> = []
    var names: Set<String> = []
    for _ in 0..<50_000 {
      let parts = [text(), text()]
      let identifiers = parts.map(Symbol.identifier(of:))
      if identifiers.contains("") { continue }
      places.insert(identifiers)
      names.insert(Symbol.unknown(at: parts[0], [parts[1]]).name)
    }
    #expect(names.count == places.count && names.count > 1000)
    for name in names {
      #expect(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    }
  }

  @Test func `An unknown size may be 0`() {
    let unknown = Dim(.unknown(at: "/NonZero"))
    #expect(unknown.lowerBound == 0)
    #expect((unknown * Dim(.height) + 3).lowerBound == 3)
    #expect((unknown + 1).floorDivided(by: 2).lowerBound == 0)
    #expect(Assumption.positive(unknown).verdict == .undecided)
    #expect(unknown.isLess(than: 0) == false)
    #expect(unknown.isLess(than: unknown + 1) == true)
    #expect(Dim(.height).isEqual(to: Dim(.height) + unknown) == nil)
  }

  @Test func `Unknown sizes are written in every notation`() {
    let form = Dim(.unknown(at: "/nms/NonZero")) * 4 + 1
    #expect(form.written(in: .text) == "4·unknown_nms_NonZero + 1")
    #expect(form.written(in: .python) == "4 * unknown_nms_NonZero + 1")
    #expect(form.written(in: .swift) == "4 * unknown_nms_NonZero + 1")
    #expect(form.written(in: .latex) == "4 \\, \\mathit{unknown\\_nms\\_NonZero} + 1")
  }
}
