import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

@Suite struct ActivationPatternTests {
  typealias Definition = @Sendable (SpelledNetwork, Value) -> Value

  /// A spelling, and the kind and number of nodes that are found; nil for none.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let expected: String?
    let definition: Definition

    init(_ name: String, _ expected: String?, _ definition: @escaping Definition) {
      testDescription = name
      self.expected = expected
      self.definition = definition
    }
  }

  private static func gelu(
    root: Double = 2.0.squareRoot(), one: Double = 1, half: Double = 0.5, _ order: Int
  ) -> Definition {
    { net, x in
      let factor = net.add(net.number(one), net.apply(.erf, net.divide(x, root)))
      return switch order {
      case 0: net.multiply(net.multiply(x, factor), half)
      case 1: net.multiply(x, net.multiply(net.number(half), factor))
      case 2: net.multiply(net.multiply(x, half), factor)
      default: net.divide(net.multiply(factor, x), 1 / half)
      }
    }
  }

  private static func tanhGELU(
    slope: Double = 0.7978845608, third: Double = 0.044715, exponent: Double = 3
  ) -> Definition {
    { net, x in
      let cube = net.multiply(net.power(x, exponent), third)
      let inner = net.multiply(net.add(x, cube), slope)
      return net.multiply(net.multiply(x, 0.5), net.add(net.apply(.tanh, inner), 1))
    }
  }

  private static func raised(_ net: SpelledNetwork, _ x: Value, _ offset: Double = 3) -> Value {
    net.apply(.relu6, net.add(x, offset))
  }

  static let cases: [Case] = [
    Case("GELU, half last", "GELU 5", gelu(0)), Case("GELU, half inside", "GELU 5", gelu(1)),
    Case("GELU, half first", "GELU 5", gelu(2)), Case("GELU, divided by 2", "GELU 5", gelu(3)),
    Case("GELU, another root", nil, gelu(root: 1.4, 0)),
    Case("GELU, another summand", nil, gelu(one: 2, 1)),
    Case("GELU, another factor", nil, gelu(half: 0.25, 2)),
    Case("GELU (tanh)", "GELU (tanh) 8", tanhGELU()),
    Case("GELU (tanh), another slope", nil, tanhGELU(slope: 0.8)),
    Case("GELU (tanh), another factor", nil, tanhGELU(third: 0.0447)),
    Case("GELU (tanh), another exponent", nil, tanhGELU(exponent: 2)),
    Case("GELU (tanh), cube in products", "GELU (tanh) 9") { net, x in
      let cube = net.multiply(x, net.multiply(x, net.multiply(x, 0.044715)))
      let inner = net.multiply(net.add(x, cube), 0.79788456)
      return net.multiply(x, net.multiply(net.add(net.apply(.tanh, inner), 1), 0.5))
    },
    Case("GELU (tanh), factored", "GELU (tanh) 9") { net, x in
      let square = net.multiply(net.multiply(x, 0.044715), x)
      let inner = net.multiply(net.multiply(x, 0.79788456), net.add(square, 1))
      return net.multiply(net.multiply(x, 0.5), net.add(net.apply(.tanh, inner), 1))
    },
    Case("GELU (sigmoid)", "GELU (sigmoid) 3") { net, x in
      net.multiply(x, net.apply(.sigmoid, net.multiply(x, 1.702)))
    },
    Case("GELU (sigmoid), another slope", nil) { net, x in
      net.multiply(x, net.apply(.sigmoid, net.multiply(x, 1.7)))
    },
    Case("SiLU", "SiLU 2") { net, x in net.multiply(net.apply(.sigmoid, x), x) },
    Case("SiLU with its slope", "SiLU 3") { net, x in
      net.multiply(net.apply(.sigmoid, net.multiply(x, 1)), x)
    },
    Case("SiLU with another slope", nil) { net, x in
      net.multiply(net.apply(.sigmoid, net.multiply(x, 2)), x)
    },
    Case("SiLU of another value", nil) { net, x in
      net.multiply(net.apply(.absolute, x), net.apply(.sigmoid, x))
    },
    Case("hard swish of one node", "HardSwish 2") { net, x in
      net.multiply(x, net.apply(.hardSigmoid(Double(Float(1.0 / 6)), 0.5), x))
    },
    Case("hard swish of another slope", nil) { net, x in
      net.multiply(x, net.apply(.hardSigmoid(0.2, 0.5), x))
    },
    Case("hard swish, divided last", "HardSwish 4") { net, x in
      net.divide(net.multiply(x, raised(net, x)), 6)
    },
    Case("hard swish, divided inside", "HardSwish 4") { net, x in
      net.multiply(net.divide(raised(net, x), 6), x)
    },
    Case("hard swish, another offset", nil) { net, x in
      net.multiply(x, net.divide(raised(net, x, 2), 6))
    },
    Case("hard swish, another divisor", nil) { net, x in
      net.multiply(x, net.divide(raised(net, x), 5))
    },
    Case("hard swish, other bounds", nil) { net, x in
      net.multiply(x, net.divide(net.apply(.clip(0, 5), net.add(x, 3)), 6))
    },
    Case("hard sigmoid", "HardSigmoid 3") { net, x in net.divide(raised(net, x), 6) },
    Case("hard sigmoid, multiplied", "HardSigmoid 3") { net, x in
      net.multiply(raised(net, x), 1.0 / 6)
    },
    Case("hard sigmoid, another factor", nil) { net, x in net.multiply(raised(net, x), 0.2) },
    Case("Mish", "Mish 3") { net, x in
      net.multiply(x, net.apply(.tanh, net.apply(.softplus, x)))
    },
    Case("Mish in five nodes", "Mish 5") { net, x in
      let sum = net.add(net.apply(.exponential, x), 1)
      return net.multiply(x, net.apply(.tanh, net.apply(.logarithm, sum)))
    },
    Case("Mish, another summand", nil) { net, x in
      let sum = net.add(net.apply(.exponential, x), 2)
      return net.multiply(x, net.apply(.tanh, net.apply(.logarithm, sum)))
    },
  ]

  @Test(arguments: cases)
  func `An activation is one pattern in its spellings and none beside them`(_ test: Case) throws {
    let found = try SpelledNetwork.kinds([2, 8]) { net, x in [test.definition(net, x)] }
    #expect(found == [test.expected].compactMap(\.self))
  }

  @Test func `A value that something outside reads divides no pattern`() throws {
    let found = try SpelledNetwork.kinds([2, 8]) { net, x in
      let gate = net.apply(.sigmoid, x)
      return [net.multiply(x, gate), net.add(gate, 1)]
    }
    #expect(found == [])
  }

  @Test func `A value that the network returns is not inside of a pattern`() throws {
    let found = try SpelledNetwork.kinds([2, 8]) { net, x in
      let gate = net.apply(.sigmoid, x)
      return [net.multiply(x, gate), gate]
    }
    #expect(found == [])
  }

  @Test func `Constants are as exact as their type`() throws {
    func count(_ number: Double, _ type: ElementType) throws -> Int {
      try SpelledNetwork.kinds([2, 8]) { net, x in
        let root = net.scope.constant("root", Fact(type, []), number: number)
        let factor = net.add(net.apply(.erf, net.divide(x, root)), 1)
        return [net.multiply(net.multiply(x, factor), 0.5)]
      }.count
    }
    #expect(try count(1.4140625, .float16) == 1)
    #expect(try count(1.4140625, .float32) == 0)
  }
}
