import RLACounting
import RLADiagrams
import RLAExecution

/// What is done with a text in place of what a user would have written, and what must hold then.
enum Readers {
  static func architecture(_ text: String) {
    _ = try? ArchitectureDescription.read(text, name: "fuzz")
  }

  /// Counts the network that a text describes, where it is small enough for a thousand a second.
  static func network(_ text: String) {
    let numbers = text.split { !("0"..."9" ~= $0) }.compactMap { Int($0) }
    guard numbers.reduce(0, { max($0, $1) }) < 100, numbers.reduce(0, +) < 400,
      let architecture = try? ArchitectureDescription.read(text, name: "fuzz"),
      let shapes = try? InferredShapes(architecture.network, input: [1, 3, 64, 64])
    else { return }
    let profile = Profile(shapes)
    for figure in Figure.all { require(figure.form(profile).value.map { $0 >= 0 } ?? true) }
  }

  static func referenceCase(_ text: String) {
    if let reference = try? JSONDocument.decode(ModelCase.self, from: text), reference.flaw == nil {
      require(!reference.results.isEmpty && reference.largestGradientNorm >= 0)
    }
    guard let reference = try? JSONDocument.decode(ReferenceCase.self, from: text),
      reference.flaw == nil
    else { return }
    require(reference.torchLossError >= 0 && reference.torchGradientError >= 0)
    let definition = Catalog.entry(named: reference.model)?.definition
    if let definition { _ = reference.misfit(to: definition.network, classes: definition.classes) }
  }

  static func reports(_ text: String) {
    if let bench = SavedBench(parsing: text) { require(bench.whole.median > 0) }
    if let reports = try? SavedReport.reports(in: text) { require(!reports.isEmpty) }
    if let times = try? JSONDocument.decode(MeasuredTimes.Report.self, from: text),
      let shapes = try? SmallNetwork.named(times.model)
    {
      _ = try? MeasuredTimes(times, for: shapes)
    }
  }

  /// Choices hold under the conditions of their own file and under no others.
  static func choices(_ text: String) {
    guard let document = try? JSONDocument.decode(TuningDocument.self, from: text) else { return }
    let choices = document.choices(under: document.conditions)
    require(document.version == TuningDocument.version || choices.choices.isEmpty)
  }

  /// A condition over figures is read, and asked about small and large numbers.
  static func condition(_ text: String) {
    located(text) { () throws(ExpressionFailure) in
      let condition = try Assertion(text).condition
      require(condition.names.allSatisfy { condition.vocabulary.indices.contains($0) })
      for value in [0, 1, -3, Int.max] { _ = try? condition.holds { _ in Rational(value) } }
    }
    _ = try? SweepColumns(
      SweepColumns.Request(
        coordinates: ["input_height", "input_width"], columns: text, condition: text, sort: text,
        front: text, plot: text))
  }

  static func lists(_ text: String) {
    let allowed = 1...NumberList.largest
    located(text) { () throws(ExpressionFailure) in
      let numbers = try NumberList.numbers(text)
      require(numbers.allSatisfy(allowed.contains) && numbers.count <= NumberList.limit)
    }
    located(text) { () throws(ExpressionFailure) in
      for size in try NumberList.sizes(text) {
        require(allowed.contains(size.height) && allowed.contains(size.width))
      }
    }
    located(text) { () throws(ExpressionFailure) in
      let input = try ImageInput(parsing: text)
      require([input.height, input.width].allSatisfy(allowed.contains))
      require([input.channels, input.batch].allSatisfy { $0.map(allowed.contains) ?? true })
    }
    located(text) { () throws(ExpressionFailure) in
      let bindings = try Bindings.parse(text, vocabulary: ["N", "H", "W", "k"])
      require(bindings.values.allSatisfy(allowed.contains))
    }
  }

  /// A figure is read; a whole number must print as it was written.
  static func amount(_ text: String) {
    located(text) { () throws(ExpressionFailure) in
      let figure = PublishedFigure(try Amount(parsingCount: text))
      for reading in figure.readings {
        let range = figure.interval(reading)
        require(range.lowerBound <= range.upperBound)
        for value in [0, 1, 4_089_184_256, Int.max] {
          _ = figure.fit(value, reading)
          _ = figure.deviation(of: value, reading)
        }
      }
      if figure.amount.prefix == nil, figure.amount.decimals == 0 {
        require(figure.fit(figure.amount.digits, .none) == .rounded)
      }
    }
  }

  /// Whatever a name finds is found again by the name that it really has.
  static func names(_ text: String) {
    if let entry = Catalog.entry(named: text) {
      require(Catalog.entry(named: entry.name)?.name == entry.name)
    }
    for suggestion in Catalog.suggestions(for: text) {
      require(Catalog.entry(named: suggestion) != nil)
    }
    _ = Catalog.entries(matching: text)
    for id in Convention.suggestions(for: text) { require(Convention.named(id) != nil) }
    _ = DiagramFormat(ofFile: text)
  }

  /// A drawing of a network whose name is the text: its DOT has no open string and no control
  /// character.
  static func label(_ text: String) {
    guard let network = try? SmallNetwork.named(text),
      let diagram = try? Diagram(network), let drawing = try? diagram.rendered(as: .dot)
    else { return }
    var (isQuoted, isEscaped) = (false, false)
    for byte in drawing.bytes {
      require(byte >= 0x20 || byte == UInt8(ascii: "\n"))
      if byte == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    require(!isQuoted)
  }

  /// Reads a text; the place of a mistake must lie in the text or one past its end.
  private static func located(_ text: String, _ read: () throws(ExpressionFailure) -> Void) {
    do throws(ExpressionFailure) {
      try read()
    } catch {
      require((1...text.count + 1).contains(error.position))
    }
  }

  /// Ends the process where a promise is broken, whatever the optimization.
  static func require(_ condition: Bool) {
    if !condition { fatalError("A promise is broken.") }
  }
}

/// A small network with a given name.
private enum SmallNetwork {
  static func named(_ name: String) throws -> InferredShapes {
    var model = MobileNetV2(name)
    model.rows = [MobileNetV2.Row(1, 16, 1, stride: 1)]
    return try InferredShapes(model.network, input: [1, 3, 32, 32])
  }
}
