import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAText
import TestSupport
import Testing

@Suite struct FigureSearchTests {
  private func candidates(_ names: [String]? = nil) throws -> [FigureSearch.Candidate] {
    try Catalog.entries.filter { names?.contains($0.name) ?? true }.map {
      .init(entry: $0, network: try $0.architecture().network)
    }
  }

  private func search(
    _ figure: String, _ parameters: String?, _ names: [String]? = nil
  ) throws -> FigureSearch {
    FigureSearch(
      PublishedFigure(try Amount(parsing: figure)),
      parameters: try parameters.map { PublishedFigure(try Amount(parsing: $0)) },
      among: try candidates(names), sizes: FigureSearch.commonSizes)
  }

  @Test func `Every row of the published table is thop 0.0.31 in powers of 1024`() throws {
    let rows = Catalog.entries.compactMap { entry in entry.published.map { (entry, $0) } }
      .filter { $0.1.table == .rlaNet }
    #expect(rows.count == 6)
    let names = Catalog.entries.filter { $0.definition is ResNet || $0.definition is MobileNetV2 }
      .filter { $0.definition.standardInput == (224, 224) }.map(\.name)
    for (entry, row) in rows {
      let flops = try #require(row.flops)
      for parameters in [row.parameters, nil] {
        let search = try search(flops, parameters, parameters == nil ? [entry.name] : names)
        let best = try #require(search.answers.first)
        #expect(best.candidate.entry?.name == entry.name)
        #expect(best.convention.id == "thop@0.0.31", "\(row.model)")
        #expect(best.prefix == .binary && best.scaling == .asCounted && best.fit == .rounded)
        #expect(best.size == .init(height: 224, width: 224))
      }
    }
  }

  /// The table of ECA-Net, and the first answers that give its rows.
  @Test(arguments: [
    ("3.86G", "24.37M", ["resnet50", "resnet50_eca"]),
    ("7.35G", "42.49M", ["resnet101_eca"]),
    ("10.83G", "57.40M", ["resnet152_eca"]),
    ("4142713856", "25557032", ["resnet50"]),
    ("319.9M", "3.34M", ["mobilenetv2_eca"]),
  ])
  func `The published table of ECA-Net is thop of 2019`(
    figure: String, parameters: String, names: [String]
  ) throws {
    let answers = try search(figure, parameters).answers.prefix(names.count)
    #expect(answers.map(\.candidate.network.name) == names)
    for answer in answers {
      #expect(answer.convention.id == "thop@2019" && answer.assumptionCount == 0)
    }
  }

  @Test func `Readings that assume more come later`() throws {
    let answers = try search("319.9M", "3.34M").answers
    let counts = answers.map(\.assumptionCount)
    #expect(counts == counts.sorted() && counts.last == 2)
    let unusual = try #require(answers.last)
    #expect(unusual.hasUnusualSize && unusual.scaling != .asCounted)
  }

  @Test func `A detector's figures are published at another size`() throws {
    let named = ["Mask_R-CNN_resnet50"]
    let candidates = try candidates(named).map {
      FigureSearch.Candidate(
        entry: $0.entry, network: $0.network, frozenLayers: $0.network.frozenLayers,
        standardSize: (1280, 800))
    }
    let search = FigureSearch(
      PublishedFigure(try Amount(parsing: "275.58G")),
      parameters: PublishedFigure(try Amount(parsing: "44.18M")), among: candidates,
      sizes: FigureSearch.commonSizes)
    let best = try #require(search.answers.first)
    #expect(best.convention.id == "mmdet@1" && best.assumptionCount == 0)
    #expect(best.value == 275_575_859_700 && best.parameters == 44_175_349)
  }

  @Test func `Parameters alone rank networks`() throws {
    let printed = PublishedFigure(try Amount(parsing: "25.6M"))
    let search = ParameterSearch(printed, among: try candidates())
    #expect(
      search.answers.map(\.candidate.network.name)
        == ["resnet50", "resnet50_eca", "densenet190_k40_bc_cifar10", "resnet50_k"])
    #expect(search.answers.map(\.prefix) == [.si, .si, .si, .binary] && search.nearMisses.isEmpty)
    let near = ParameterSearch(
      PublishedFigure(try Amount(parsing: "26.2M")),
      among: try candidates(["resnet50", "resnet18"]))
    #expect(near.answers.isEmpty)
    #expect(near.nearMisses.first?.candidate.network.name == "resnet50")
  }

  @Test func `Ambiguity is told: networks with the same counts fit equally well`() throws {
    let search = try search("351.8M", "3.46M")
    #expect(search.bestCount == 2)
    #expect(
      search.answers.prefix(2).map(\.candidate.network.name)
        == ["dsrla_mobilenetv2_k32", "dsrla_mobilenetv2"])
  }

  @Test func `FLOPs at two per multiply-add are found`() throws {
    let search = try search("8.18G", nil, ["resnet50"])
    let best = try #require(search.answers.first)
    #expect(best.measure.unit == "FLOPs (2 per MAC)" && best.prefix == .si)
    #expect(search.answers.contains { $0.measure.key == "macs" && $0.scaling == .doubled })
  }

  @Test func `What is far from every count has no near misses`() throws {
    for figure in ["4.1", "0", "900T"] {
      let search = try search(figure, nil, ["resnet50"])
      #expect(search.answers.isEmpty && search.nearMisses.isEmpty, "\(figure)")
    }
  }

  @Test func `Where nothing fits the nearest are near misses`() throws {
    let search = try search("4.00G", "25.56M", ["resnet50", "resnet101"])
    #expect(search.answers.isEmpty && search.bestCount == 0)
    #expect(search.nearMisses.count == 5)
    #expect(search.nearMisses[0].candidate.network.name == "resnet50")
  }

  @Test func `Refused sizes are not tried`() throws {
    let answers = try search("4.17G", nil).answers.filter {
      $0.candidate.entry != nil && $0.candidate.network.name.hasPrefix("rla")
    }
    #expect(!answers.isEmpty)
    for answer in answers { #expect([0, 29, 30, 31].contains(answer.size.height % 32)) }
  }

  @Test func `A figure fits exactly the numbers that print it`() throws {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<2000 {
      let value = Int.random(in: 1_000_000...9_999_999_999, using: &generator)
      for (prefix, base) in [(UnitPrefix.si, 1000), (.binary, 1024)] {
        // Rounded in integers: hundredths of a mega- or mebi-something.
        let unit = base * base
        let (whole, rest) = (value * 100).quotientAndRemainder(dividingBy: unit)
        let hundredths = whole + (2 * rest >= unit ? 1 : 0)
        let text = "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)M"
        let figure = PublishedFigure(try Amount(parsing: text))
        #expect(figure.fit(value, prefix) == .rounded, "\(value) \(text)")
        let cut = "\(whole / 100).\(whole % 100 / 10)\(whole % 10)M"
        #expect(PublishedFigure(try Amount(parsing: cut)).fit(value, prefix) != nil)
        let other = PublishedFigure(
          try Amount(parsing: "\(hundredths / 100 + 1).\(hundredths % 100 / 10)0M"))
        #expect(other.fit(value, prefix) == nil)
      }
    }
  }

  @Test(arguments: [".890488888888888808E8", "0.000000000000000001e1", "1.000000000000000001e13"])
  func `Many decimals and an exponent fit into the arithmetic`(figure: String) throws {
    let figure = PublishedFigure(try Amount(parsing: figure))
    for reading in figure.readings {
      #expect(figure.fit(.max, reading) == nil)
      #expect(figure.deviation(of: .max, reading) > 1)
    }
  }

  private func candidate(_ name: String) throws -> FigureSearch.Candidate {
    let entry = try #require(Catalog.entry(named: name))
    return .init(
      entry: entry, network: entry.definition.network,
      standardSize: entry.definition.standardInput)
  }

  private func found(
    _ figure: String, _ parameters: String, among names: [String], over baseline: String? = nil
  ) throws -> FigureSearch {
    FigureSearch(
      PublishedFigure(try Amount(parsing: figure)),
      parameters: PublishedFigure(try Amount(parsing: parameters)),
      among: try names.map(candidate), over: try baseline.map(candidate))
  }

  @Test func `A DIA network of pytorchcv prints what its hooks count of a shared cell`() throws {
    let names = ["resnet164bn_cifar10", "diaresnet110_cifar10", "diaresnet164bn_cifar10"]
    let best = try #require(try found("343.60M", "1923002", among: names).answers.first)
    #expect(best.candidate.network.name == "diaresnet164bn_cifar10")
    #expect(best.convention.id == "imgclsmob@0.0.74" && best.assumptionCount == 0)
    #expect(best.hasUsualScaling && best.scaling == .halved)
    let once = try #require(best.valueOnce)
    #expect((once + 5000) / 10000 == 26021)
  }

  @Test func `What MRLA adds to ResNet-50 is thop without the bare parameters`() throws {
    let search = try found(
      "0.07G", "0.16M", among: ["resnet50", "resnet50_mrlal"], over: "resnet50")
    let best = try #require(search.answers.first { $0.convention.id == "thop@0.1.1" })
    #expect(best.prefix == .binary && best.value == 77_461_760)
    #expect(best.parameters == 166_316 && best.learnedParameters == 181_420)
    #expect(!search.answers.contains { $0.candidate.network.name == "resnet50" })
  }

  @Test func `The row of MRLA is a difference, those of DIANet are errors alone`() throws {
    let mrla = try #require(Catalog.entry(named: "resnet50_mrlal")?.published)
    #expect(mrla.baseline == "resnet50" && mrla.flops == "0.07B" && mrla.top1Error == nil)
    let rows = ["dia_resnet164", "dia_preresnet164", "dia_wrn52_4", "dia_resnext101_8x32"]
      .compactMap { Catalog.entry(named: $0)?.published }
    #expect(rows.map(\.top1Error) == [23.33, 21.80, 19.01, 17.54])
    #expect(rows.allSatisfy { $0.flops == nil && $0.table == .diaNet })
  }

  @Test func `Rows of imgclsmob's table are found by their figures`() throws {
    for name in ["densenet40_k12_bc_cifar10", "seresnet56_cifar10", "diapreresnet20_cifar10"] {
      let row = try #require(Catalog.entry(named: name)?.published)
      let (flops, parameters) = (try #require(row.flops), try #require(row.parameters))
      let best = try #require(
        try found(flops, parameters.filter { $0 != "," }, among: [name]).answers.first)
      #expect(best.convention.id == row.table.convention && best.assumptionCount == 0, "\(name)")
    }
  }
}
