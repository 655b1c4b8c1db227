import CRLAVectors
import Foundation
import RLANetworks
import Testing

/// Every row of the table of element functions against its formula, in every level.
@Suite struct ElementLoopTests {
  private static let functions: [ElementFunction] =
    ElementFunction.all + [
      .clip(-0.5, 1.5), .leakyReLU(0.3), .leakyReLU(-0.2), .elu(0.5), .celu(2),
      .selu(alpha: 1.5, scale: 0.8), .hardSigmoid(0.2, 0.4),
    ]

  static let cases = Level.all.flatMap { level in
    functions.map { (level: level, function: $0) }
  }

  private static func loop(_ function: ElementFunction) throws -> vec_function {
    let number = try #require(
      (0..<vec_element_count()).first {
        String(cString: vec_element($0).pointee.name) == function.loop
      })
    let parameters = function.parameters.map(Float.init) + [0, 0]
    return vec_function(number: number, p: parameters[0], q: parameters[1])
  }

  /// Arguments of both signs near zero and far from it, as long as the formula is finite there.
  private static func arguments(_ function: ElementFunction) -> [Float] {
    let near = (-400...400).map { Float($0) / 160 + 0.001 }
    let far = (-80...80).map { Float($0) / 4 + 0.01 }
    return (near + far + [-80, 80, -0.0001, 1e-30]).filter {
      function.formula(Double($0)).isFinite
    }
  }

  /// A grid of arguments, as many rows as they need.
  private static func grid(_ arguments: [Float], _ channels: Int) -> Grid {
    Grid((arguments.count + channels - 1) / channels, channels) {
      arguments[min($0 * channels + $1, arguments.count - 1)]
    }
  }

  private static func places(_ grid: Grid) -> [(row: Int, channel: Int)] {
    (0..<grid.rows).flatMap { row in (0..<grid.channels).map { (row, $0) } }
  }

  @Test(arguments: cases)
  func `The value is that of the formula`(level: Level, function: ElementFunction) throws {
    let loop = try Self.loop(function)
    for channels in [1, 7, 16, 33, 70] {
      let x = Self.grid(Self.arguments(function), channels)
      let y = Grid(x.rows, channels, gap: 5)
      level.loops.apply(x.rows, channels, x.map, loop, y.map)
      func error(_ place: (row: Int, channel: Int)) -> Double {
        let argument = x[place.row, place.channel]
        let wanted = function.formula(argument)
        let unit = 6e-7 * abs(wanted) + 2e-7 * max(1, min(abs(argument), 10))
        let error = abs(y[place.row, place.channel] - wanted) / unit
        return error.isNaN ? .infinity : error
      }
      let place = try #require(Self.places(x).max { error($0) < error($1) })
      #expect(error(place) <= 1, "\(function.title) of \(x[place.row, place.channel])")
      #expect(y.areGapsUntouched)
    }
  }

  @Test(arguments: cases)
  func `The derivative is the slope of the formula`(
    level: Level, function: ElementFunction
  ) throws {
    let loop = try Self.loop(function)
    if !Self.canDerive(function) { return }
    for channels in [1, 19, 32] {
      let x = Self.grid(Self.arguments(function), channels)
      let y = Grid(x.rows, channels)
      level.loops.apply(x.rows, channels, x.map, loop, y.map)
      let kept = function.derivative == .fromInput ? x : y
      for accumulates in [false, true] {
        let dy = Grid(x.rows, channels, gap: 1, seed: 1)
        let dx = Grid(x.rows, channels, seed: 2)
        let old = dx.values
        level.loops.apply_backward(
          x.rows, channels, kept.map, dy.map, loop, dx.map, accumulates ? 1 : 0)
        func error(_ place: (row: Int, channel: Int)) -> Double {
          let (row, channel) = place
          guard let slope = Self.slope(function, at: x[row, channel]) else { return 0 }
          let wanted = dy[row, channel] * slope + (accumulates ? old[row][channel] : 0)
          let error = abs(dx[row, channel] - wanted) / (3e-6 * max(1, abs(slope)))
          return error.isNaN ? .infinity : error
        }
        let place = try #require(Self.places(x).max { error($0) < error($1) })
        #expect(error(place) <= 1, "\(function.title) at \(x[place.row, place.channel])")
        #expect(dx.areGapsUntouched)
      }
    }
  }

  /// Whether the table in C has a derivative from the source that the row states.
  private static func canDerive(_ function: ElementFunction) -> Bool {
    guard let loop = try? loop(function) else { return false }
    return switch vec_element(loop.number).pointee.source {
    case vec_of_result: function.derivative == .fromOutput
    case vec_of_argument: function.derivative == .fromInput
    default: true
    }
  }

  @Test func `Every row at its defaults has a derivative`() {
    #expect(ElementFunction.all.filter { !Self.canDerive($0) }.map(\.title) == [])
  }

  /// The central difference; nil at kinks and jumps, where the two sides differ.
  private static func slope(_ function: ElementFunction, at x: Double) -> Double? {
    let step = 1e-6 * max(1e-3, abs(x))
    let (left, here, right) = (
      function.formula(x - step), function.formula(x), function.formula(x + step)
    )
    let sides = ((here - left) / step, (right - here) / step)
    let central = (right - left) / (2 * step)
    return abs(sides.0 - sides.1) <= 1e-3 * max(1, abs(central)) ? central : nil
  }

  // MARK: - Single points

  private static func value(
    _ function: ElementFunction, _ x: Float, _ level: Level
  ) throws -> Float {
    let (x, y) = (Grid(1, 1) { _, _ in x }, Grid(1, 1))
    level.loops.apply(1, 1, x.map, try loop(function), y.map)
    return y.base[0]
  }

  private static func derivative(
    _ function: ElementFunction, at x: Float, _ level: Level
  ) throws -> Float {
    let kept = function.derivative == .fromInput ? x : try value(function, x, level)
    let (map, dx) = (Grid(1, 1) { _, _ in kept }, Grid(1, 1))
    let dy = Grid(1, 1) { _, _ in 1 }
    level.loops.apply_backward(1, 1, map.map, dy.map, try loop(function), dx.map, 0)
    return dx.base[0]
  }

  /// The numbers are those of PyTorch 2.
  @Test(arguments: Level.all)
  func `Derivatives at kinks are those of PyTorch`(level: Level) throws {
    let kinks: [(function: ElementFunction, x: Float, slope: Float)] = [
      (.relu, 0, 0), (.relu6, 0, 0), (.relu6, 6, 0), (.clip(-2, 2), -2, 0), (.clip(-2, 2), 2, 0),
      (.leakyReLU(0.25), 0, 0.25), (.elu(0.5), 0, 0.5), (.hardSigmoid(), -3, 0),
      (.hardSigmoid(), 3, 0), (.hardSwish, -3, 0), (.hardSwish, 3, 1), (.absolute, 0, 0),
      (.sign, 0, 0), (.floor, 1, 0), (.ceiling, 1, 0), (.round, 0.5, 0), (.softsign, 0, 1),
    ]
    for kink in kinks {
      #expect(
        try Self.derivative(kink.function, at: kink.x, level) == kink.slope,
        "\(kink.function.title) at \(kink.x)")
    }
  }

  /// PyTorch's sign of it is 0.
  @Test(arguments: Level.all)
  func `NaN stays NaN`(level: Level) throws {
    for function in Self.functions {
      let result = try Self.value(function, .nan, level)
      #expect(function == .sign ? result == 0 : result.isNaN, "\(function.title)")
    }
  }

  @Test(arguments: Level.all)
  func `Exponentials and logarithms go to the ends of the range`(level: Level) throws {
    #expect(try Self.value(.exponential, 100, level) == .infinity)
    #expect(try Self.value(.exponential, -200, level) == 0)
    let tiny = try Self.value(.exponential, -95, level)
    #expect(abs(Double(tiny) / Foundation.exp(-95) - 1) < 1e-2)
    #expect(try Self.value(.logarithm, 0, level) == -.infinity)
    #expect(try Self.value(.logarithm, -1, level).isNaN)
    #expect(try Self.value(.logarithm, .infinity, level) == .infinity)
    #expect(
      abs(Double(try Self.value(.logarithm, Float(bitPattern: 71_362), level)) + 92.1034) < 1e-3)
    #expect(try Self.value(.squareRoot, 0, level) == 0)
    #expect(try Self.value(.reciprocal, 0, level) == .infinity)
    #expect(try Self.value(.sigmoid, 200, level) == 1)
    #expect(try Self.value(.tanh, -200, level) == -1)
  }

  // MARK: - Epilogues

  @Test(arguments: Level.all)
  func `An epilogue applies every fused function, with any of its terms`(
    level: Level
  ) throws {
    for function in Self.functions {
      let loop = try Self.loop(function)
      if vec_element(loop.number).pointee.is_fused == 0 { continue }
      for (parts, channels) in zip((0..<64), [1, 5, 16, 17, 31, 48, 70, 9] + Array(8..<64)) {
        checkEpilogue(function, loop, parts: parts & 31, channels, level)
      }
    }
  }

  /// `parts` has a bit for each term that is present.
  private func checkEpilogue(
    _ function: ElementFunction, _ loop: vec_function, parts: Int, _ channels: Int, _ level: Level
  ) {
    func has(_ bit: Int) -> Bool { parts >> bit & 1 == 1 }
    let (x, before, after) = (
      Grid(3, channels, seed: 1), Grid(3, channels, gap: 0, seed: 2),
      Grid(3, channels, gap: 9, seed: 3)
    )
    let rows = Grid(3, channels, seed: 4)
    var terms = vec_terms()
    terms.function = loop
    if has(0) { terms.before = before.map }
    if has(1) { terms.center = UnsafePointer(rows.base) }
    if has(2) { terms.scale = UnsafePointer(rows.base + rows.stride) }
    if has(3) { terms.shift = UnsafePointer(rows.base + 2 * rows.stride) }
    if has(4) { terms.after = after.map }
    let y = Grid(3, channels)
    level.loops.epilogue(3, channels, x.map, &terms, y.map)
    y.expect(1e-5, "\(function.title) \(parts)") { r, c in
      var v = x[r, c] + (has(0) ? before[r, c] : 0) - (has(1) ? rows[0, c] : 0)
      v = v * (has(2) ? rows[1, c] : 1) + (has(3) ? rows[2, c] : 0)
      return function.formula(v + (has(4) ? after[r, c] : 0))
    }
  }
}
