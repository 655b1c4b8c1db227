import RLAText
import Testing

@Suite struct NumberTests {
  @Test func `Numbers show their base`() {
    #expect(Numbers.scaled(4_454_648_064, .si) == "4.455 G")
    #expect(Numbers.scaled(4_454_648_064, .binary) == "4.149 Gi")
    #expect(Numbers.scaled(4_454_648_064, .none) == "4,454,648,064")
    #expect(Numbers.scaled(999, .si) == "999")
    #expect(Numbers.scaled(1000, .si) == "1.000 k")
    #expect(Numbers.scaled(1000, .binary) == "1,000")
    #expect(Numbers.scaled(999_960, .si) == "1.000 M")
    #expect(Numbers.scaled(-25_870_696, .si) == "-25.87 M")
    #expect(Numbers.scaled(.max, .si) == "9.223 E")
    #expect(Numbers.grouped(.min) == "-9,223,372,036,854,775,808")
  }

  @Test func `Published units have two decimals below 100`() {
    #expect(Numbers.published(25_870_696, .binary) == "24.67 Mi")
    #expect(Numbers.published(368_908_576, .binary) == "351.8 Mi")
  }

  @Test func `Fixed decimals round half away from zero`() {
    #expect(Numbers.fixed(0.125, decimals: 2) == "0.13")
    #expect(Numbers.fixed(-0.001, decimals: 2) == "0.00")
    #expect(Numbers.fixed(12, decimals: 0) == "12")
    #expect(Numbers.fixed(9.996, decimals: 2) == "10.00")
  }

  @Test(arguments: [
    (0.0, "0"), (7, "7"), (999, "999"), (1000, "1.00 k"), (999_499, "999 k"), (999_600, "1.00 M"),
    (12_345, "12.3 k"), (0.25, "0.25"), (4_454_648_064, "4.45 G"),
    (0.0042149, "0.00421"), (0.0994, "0.0994"), (0.1, "0.10"), (-0.000_87549, "-0.000875"),
  ])
  func `Short numbers have three digits and a prefix`(value: Double, text: String) {
    #expect(Numbers.short(value) == text)
  }

  @Test(arguments: [
    (40.1, "40.100"), (1234.5678, "1234.568"), (0.5, "0.500"), (0.0421, "0.0421"),
    (0.000_421_49, "0.000421"), (0, "0.000"), (-0.000_421_49, "-0.000421"),
  ])
  func `Milliseconds have three decimals, and three digits where there are fewer`(
    value: Double, text: String
  ) {
    #expect(Numbers.milliseconds(value) == text)
  }

  @Test func `A number is written in a given power`() {
    #expect(Numbers.fixed(4_454_648_064, power: 3, .si, decimals: 3) == "4.455 G")
    #expect(Numbers.fixed(4_454_648_064, power: 3, .binary, decimals: 1) == "4.1 Gi")
    #expect(Numbers.fixed(1536, power: 1, .binary, decimals: 2) == "1.50 Ki")
    #expect(Numbers.fixed(1500, power: 1, .si, decimals: 0) == "2 k")
    #expect(Numbers.fixed(1234, power: 0, .si, decimals: 2) == "1234")
    #expect(Numbers.fixed(1234, power: 2, .none, decimals: 2) == "1234")
  }

  @Test func `Differences have signs, shares percent signs, and counts their nouns`() {
    #expect(Numbers.signed(22_230_000, .si) == "+22.23 M")
    #expect(Numbers.signed(-5, .si) == "-5" && Numbers.signed(0, .si) == "0")
    #expect(Numbers.percent(0.1234) == "12.3 %" && Numbers.percent(1, decimals: 0) == "100 %")
    #expect(Numbers.counted(1, "thread") == "1 thread" && Numbers.counted(0, "run") == "0 runs")
    #expect(Numbers.sizes([1, 3, 224, 224]) == "1x3x224x224")
  }

  @Test func `Errors have two digits and a power of ten`() {
    #expect(Numbers.scientific(1.234e-7) == "1.2e-7")
    #expect(Numbers.scientific(9.97e-4) == "1.0e-3")
    #expect(Numbers.scientific(3.44) == "3.4" && Numbers.scientific(0) == "0")
    #expect(Numbers.scientific(-1.234e-7) == "-1.2e-7")
    #expect(
      Numbers.scientific(.nan) == "not finite" && Numbers.scientific(.infinity) == "not finite")
  }
}
