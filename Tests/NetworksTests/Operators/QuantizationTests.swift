import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct QuantizationTests {
  private let height = Dim(.height)
  private let map = Fact.float([2, 4, 6, 5])
  private let bytes = Fact(.uint8, [2, 4, 6, 5])

  @Test func `Quantization keeps the shape and changes the type`() throws {
    let result = try Quantization(to: .int8).applied(
      to: .float([2, height]), .float([]), Fact(.int8, []))
    #expect(result.facts == [Fact(.int8, [2, height])])
    #expect(
      result.work
        == Work(
          inputElements: height * 2, outputElements: height * 2, additions: height * 2,
          divisions: height * 2, comparisons: height * 6))
    let back = try Dequantization().applied(
      to: Fact(.int8, [2, 3]), Fact(.float16, []), Fact(.int8, []))
    #expect(back.facts == [Fact(.float16, [2, 3])])
    #expect(
      back.work == Work(inputElements: 6, outputElements: 6, additions: 6, multiplications: 6))
    let plain = try Dequantization().applied(to: Fact(.int8, [2, 3]), .float([]))
    #expect(plain.work == Work(inputElements: 6, outputElements: 6, multiplications: 6))
  }

  @Test func `Scales belong to the tensor, an axis or blocks`() throws {
    func scaled(_ scale: Scale, _ shape: Shape) throws -> [Assumption] {
      try Quantization(scale).applied(to: map, .float(shape)).assumptions
    }
    let fitting: [(Scale, Shape)] = [
      (Scale(), []), (Scale(), [1]), (Scale(), [4]), (Scale(axis: -1), [5]),
      (Scale(axis: 2, block: 4), [2, 4, 2, 5]),
    ]
    for (scale, shape) in fitting {
      #expect(try scaled(scale, shape).isEmpty)
    }
    // ONNX Runtime writes biases with a list of one scale and a scalar zero point.
    for (one, other) in [([1], []), ([], [1])] as [(Shape, Shape)] {
      let read = try Dequantization().applied(
        to: Fact(.int32, [8]), .float(one), Fact(.int32, other))
      #expect(read.facts == [.float([8])] && read.assumptions.isEmpty)
    }
    #expect(throws: ShapeMismatch.unequal(axis: 0, 4, 3)) { try scaled(Scale(), [3]) }
    #expect(throws: ShapeMismatch.unequal(axis: 2, 2, 3)) {
      try scaled(Scale(axis: 2, block: 4), [2, 4, 3, 5])
    }
    #expect(throws: ShapeMismatch.axis(4, rank: 4)) { try scaled(Scale(axis: 4), [5]) }
    #expect(throws: ShapeMismatch.rank(expected: 1, actual: 0)) {
      try Quantization().applied(to: map, .float([4]), Fact(.uint8, []))
    }
    let open = try Quantization().applied(to: .float([2, height]), .float([4]))
    #expect(open.assumptions == [Assumption.equal(height, 4).normalized])
  }

  @Test func `A range is found and used in one operator`() throws {
    let result = try DynamicQuantization().applied(to: .float([2, height]))
    #expect(result.facts == [Fact(.uint8, [2, height]), .float([]), Fact(.uint8, [])])
    #expect(result.work[.comparisons] == height * 10 && result.work[.divisions] == height * 2)
  }

  @Test func `A quantized operator has the shapes and products of the real one`() throws {
    let base = Convolution(4, 6, .same(3), groups: 2, bias: true)
    let real = try base.applied(to: map)
    for (result, type, scalars) in [
      (Quantized.Result.sums, ElementType.int32, 1), (.real, .float32, 2),
      (.rescaled(.int8), .int8, 6),
    ] {
      let quantized = Quantized(base, result)
      let answer = try quantized.applied(to: bytes)
      #expect(answer.facts == [Fact(type, real.shapes[0])])
      #expect(answer.work[.multiplyAdds] == real.work[.multiplyAdds])
      #expect(
        answer.work.scalarOperations
          == real.work.scalarOperations + real.shapes[0].elements * Dim(scalars))
      #expect(quantized.weights == base.weights && quantized.torch == base.torch)
      #expect(quantized.kind.name == "QuantizedConvolution" && quantized.kind.category == .product)
      #expect(quantized.title == "quantized " + base.title)
    }
    #expect(Quantized(base, .sums).kind == Quantized(base, .real).kind)
    #expect(Quantized(base, .sums).kind != Quantized(MatMul(), .sums).kind)
    #expect(throws: ShapeMismatch.innerSizes(4, 5)) {
      try Quantized(MatMul(), .sums).applied(to: Fact(.uint8, [2, 4]), Fact(.uint8, [5, 3]))
    }
  }

  @Test func `A fused operator adds the function of each result`() throws {
    let base = Convolution(4, 6, .same(3))
    let fused = try Fused(base, .sigmoid).applied(to: map)
    let real = try base.applied(to: map)
    #expect(fused.facts == real.facts && fused.work[.multiplyAdds] == real.work[.multiplyAdds])
    #expect(fused.work[.exponentials] == real.shapes[0].elements)
    #expect(Fused(base, .relu).title == "3x3 conv + ReLU")
    #expect(Fused(base, .relu).kind.name == "FusedConvolution")
    #expect(Quantized.quantizable.contains(MatMul.kind) && Fused.fusible.contains(Gemm.kind))
  }

  @Test func `Weights of a few bits cost the product and their scaling`() throws {
    let linear = BlockQuantizedLinear(64, 6, block: 32)
    let weights = [Fact(.uint8, [6, 2, 16]), .float([12])]
    let answer = try linear.applied(to: .float([2, height, 64]), weights[0], weights[1])
    #expect(answer.shapes == [[2, height, 6]])
    #expect(answer.work[.multiplyAdds] == height * (2 * 6 * 64))
    #expect(answer.work[.multiplications] == 6 * 64 && answer.work[.additions] == 0)
    let shifted = try linear.applied(
      to: .float([2, 64]), weights[0], weights[1], Fact(.uint8, [6]), nil, .float([6]))
    #expect(shifted.work[.additions] == 6 * 64 && shifted.work[.biasAdditions] == 12)
    #expect(linear.title == "4-bit linear 6")
    #expect(throws: ShapeMismatch.innerSizes(60, 64)) {
      try linear.applied(to: .float([2, 60]), weights[0], weights[1])
    }
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 0)) {
      try linear.applied(to: .float([]), weights[0], weights[1])
    }
  }
}
