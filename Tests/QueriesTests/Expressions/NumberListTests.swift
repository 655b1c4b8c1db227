import RLAQueries
import Testing

@Suite struct NumberListTests {
  @Test func `Numbers, ranges and sizes are read in their order, each once`() throws {
    #expect(try NumberList.numbers("12, 24,32") == [12, 24, 32])
    #expect(try NumberList.numbers("192:512:160") == [192, 352, 512])
    #expect(try NumberList.numbers("3:5,4,1") == [3, 4, 5, 1])
    #expect(try NumberList.numbers("5:5:9") == [5])
    #expect(
      try NumberList.sizes("32:64:32,224x160") == [
        .init(height: 32, width: 32), .init(height: 64, width: 64),
        .init(height: 224, width: 160),
      ])
  }

  @Test(arguments: [
    ("", 1, ExpressionFailure.Reason.expected(.wholeNumber, found: nil)),
    ("12,", 4, .expected(.wholeNumber, found: nil)),
    ("12;13", 3, .expected(.separator, found: ";")),
    ("1,512:192:32", 3, .reversedRange(from: 512, to: 192)),
    ("192:512:0", 9, .notPositive(0)),
    ("-3", 1, .notPositive(-3)),
    ("1:999999999999", 1, .tooManyValues(limit: NumberList.limit)),
    ("1:9223372036854775807:1", 3, .above(.max, limit: NumberList.largest)),
    ("1:", 3, .expected(.wholeNumber, found: nil)),
    ("99999999999999999999", 1, .tooLarge("99999999999999999999")),
  ])
  func `A mistake in a list has a place`(
    text: String, position: Int, reason: ExpressionFailure.Reason
  ) {
    for read in [
      { _ = try NumberList.numbers(text) }, { _ = try NumberList.sizes(text) },
    ] {
      let failure = #expect(throws: ExpressionFailure.self) { try read() }
      #expect(failure?.position == position)
      #expect(failure?.reason == reason)
    }
  }

  @Test func `A list that grows beyond the limit item by item is refused`() {
    #expect(throws: ExpressionFailure.self) {
      try NumberList.numbers("1:90000,100001:190000")
    }
  }

  @Test func `Bindings name each symbol once`() throws {
    let names = ["N", "H", "W", "classes"]
    #expect(try Bindings.parse("H=512, W = 768", vocabulary: names) == [1: 512, 2: 768])
    #expect(try Bindings.parse("classes=10", vocabulary: names) == [3: 10])
    for (text, position) in [
      ("", 1), ("H", 2), ("H=", 3), ("H=1,H=2", 5), ("H=0", 3), ("Q=1", 1), ("H=1;W=2", 4),
      ("H=1,", 5), ("H==1", 3), ("=1", 1),
    ] {
      let failure = #expect(throws: ExpressionFailure.self, "\(text)") {
        try Bindings.parse(text, vocabulary: names)
      }
      #expect(failure?.position == position, "\(text)")
    }
  }
}

@Suite struct AmountTests {
  @Test(arguments: [
    ("4.17G", 4_170_000_000), ("24.67 M", 24_670_000), ("351800", 351_800), ("2Ki", 2048),
    ("1.5GiB", 1_610_612_736), ("100 B", 100), (".5k", 500), ("3P", 3_000_000_000_000_000),
    ("4.17GMac", 4_170_000_000), ("4.17 GMAC", 4_170_000_000), ("4.17GFLOPs", 4_170_000_000),
    ("4.17 G MACs", 4_170_000_000), ("4.17g", 4_170_000_000), ("2kiFLOPs", 2048),
    ("4,089,184,256", 4_089_184_256), ("25,557,032 params", 25_557_032), ("12 MACs", 12),
    ("1,234.5k", 1_234_500), ("1e9", 1_000_000_000), ("4.09e+09 MACs", 4_090_000_000),
    ("2.5E1", 25), ("1.5e15", 1_500_000_000_000_000), ("4.1 billion", 4_100_000_000),
    ("24.7 million params", 24_700_000),
  ])
  func `Amounts have exact values`(text: String, value: Int) throws {
    #expect(try Amount(parsing: text).value == Rational(value))
  }

  @Test(arguments: [
    ("", 1), ("G", 1), ("4.17K", 5), ("4.17GX", 5), ("4.17G 3", 7), ("-3G", 1), (".", 1),
    ("4,17G", 2), ("99999999999999999999G", 1), ("1e16", 2), ("1e", 2), ("1234,567", 5),
    ("1,2345", 2),
    ("4.17 GX", 6), ("4 KMACs", 3),
  ])
  func `A mistake in an amount has a place`(text: String, position: Int) {
    let failure = #expect(throws: ExpressionFailure.self) { try Amount(parsing: text) }
    #expect(failure?.position == position)
  }

  @Test func `The digits of an exponent say how exact a figure is`() throws {
    let amount = try Amount(parsing: "4.09e8")
    #expect((amount.digits, amount.decimals, amount.prefix) == (409, 3, .giga))
  }

  @Test func `A count is not an amount of bytes`() {
    for text in ["4.17B", "4.17GB", "24.67 MiB"] {
      let failure = #expect(throws: ExpressionFailure.self) { try Amount(parsingCount: text) }
      #expect(failure?.reason == .bytesForCount)
    }
  }
}
