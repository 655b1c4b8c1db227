import Foundation
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Every rule in symbols is the rule in numbers, for every operator of the vocabulary.
@Suite struct SymbolicRuleTests {
  /// What one application says: its results and its work, or why it is refused.
  private struct Answer {
    let facts: [Fact]
    let work: Work
    let assumptions: [Assumption]
  }

  /// A size of an input, or one of its known elements.
  private struct Place: Hashable {
    let input: Int
    let index: Int
    var isElement = false
  }

  private static let size = Symbol("s")

  private func answer(
    _ function: any Operator, _ inputs: [Fact]
  ) throws(ShapeMismatch) -> Answer {
    var requirements = Requirements()
    let operands = Operands(inputs)
    let facts = try function.outputs(of: operands, requiring: &requirements)
    // A node need not have more than the first result.
    return Answer(
      facts: facts, work: function.work(on: operands, outputs: Results([facts[0]])),
      assumptions: requirements.assumptions)
  }

  /// The inputs with a size in some places.
  private func replaced(_ inputs: [Fact], _ places: [Place], by size: Dim) -> [Fact] {
    var changed = inputs
    for place in places {
      if place.isElement {
        changed[place.input].elements?[place.index] = size
      } else {
        changed[place.input].shape.dims[place.index] = size
      }
    }
    return changed
  }

  /// Every axis by itself, the first axes together, and every known element by itself.
  ///
  /// A tensor of known elements has as many as its shape says, so that its axes stay.
  private func choices(_ inputs: [Fact]) -> [[Place]] {
    let free = inputs.indices.filter { inputs[$0].elements == nil && inputs[$0].shape.rank > 0 }
    let axes = free.flatMap { input in
      inputs[input].shape.dims.indices.map { [Place(input: input, index: $0)] }
    }
    let elements = inputs.indices.flatMap { input in
      (inputs[input].elements ?? []).indices.map {
        [Place(input: input, index: $0, isElement: true)]
      }
    }
    return axes + elements + (free.isEmpty ? [] : [free.map { Place(input: $0, index: 0) }])
  }

  @Test(arguments: OperatorCatalog.entries.indices)
  func `Symbols bound later give the same as numbers`(index: Int) throws {
    let entry = OperatorCatalog.entries[index]
    let inputs = entry.inputs.present
    var accepted = 0
    for axes in choices(inputs) {
      let input = inputs[axes[0].input]
      let known = axes[0].isElement ? input.elements : input.shape.dims
      let original = known?[axes[0].index].value ?? 1
      let sizes = Set([1, 2, 3, 4, 7, 12, 31, original])
      let general: Answer
      do throws(ShapeMismatch) {
        general = try answer(entry.operator, replaced(inputs, axes, by: Dim(Self.size)))
      } catch {
        // An axis or a length of rows that decides the rank has to be a number.
        if case .unknownElements = error { continue }
        // Refused in symbols means refused at every size.
        for size in sizes {
          #expect(throws: ShapeMismatch.self, "\(entry.operator.kind) \(axes) \(size)") {
            try answer(entry.operator, replaced(inputs, axes, by: Dim(size)))
          }
        }
        continue
      }
      for size in sizes {
        let holds = try general.assumptions.allSatisfy { try $0.holds(at: [Self.size: size]) }
        let concrete = try? answer(entry.operator, replaced(inputs, axes, by: Dim(size)))
        let place: Comment = "\(entry.operator.kind) \(axes) \(size) \(general.assumptions)"
        // A symbol is assumed to equal the size that it meets; a number may be 1 and broadcast.
        let repeats = Self.broadcasts.contains(entry.operator.kind) && size == 1
        if !holds, repeats || Self.clamping.contains(entry.operator.kind) { continue }
        #expect(holds == (concrete != nil), place)
        guard holds, let concrete else { continue }
        accepted += 1
        expectEqual(general, at: size, concrete, place)
      }
    }
    #expect(accepted > 4 || inputs.isEmpty, "\(entry.operator.kind)")
  }

  /// Kinds whose operands repeat along an axis of size 1, or for which 1 is another form.
  private static let broadcasts = broadcasting.union(
    broadcasting.compactMap { Quantized.kind(of: $0) } + [
      Quantization.kind, Dequantization.kind, FourierTransform.kind,
      ShortTimeFourierTransform.kind, SkipLayerNormalization.kind,
      Fused(TransposedMatMul(), .relu).kind,
    ])

  private static let broadcasting = Set(
    BinaryFunction.all.map(\.kind) + BitFunction.all.map(\.kind) + [
      Where.kind, Expand.kind, MatMul.kind, TransposedMatMul.kind, Gemm.kind, Einsum.kind,
    ])

  /// A quantity at a size; of a formula, a tool prints four digits once the size is known.
  private static func asPrinted(
    _ quantity: Quantity, _ work: Work, _ binding: [Symbol: Dim]
  ) -> Dim {
    let form = work[quantity].substituting(binding)
    let isHalf = quantity == .halvedOperations
    guard isHalf || quantity == .printedOperations,
      let exact = work[.printedOperations].substituting(binding).value,
      let printed = Double(String(format: "%.3e", Double(exact)))
    else { return form }
    return Dim(isHalf ? Int(printed) / 2 : Int(printed))
  }

  /// Kinds that take what there is where bounds lie beyond it; that they do not is assumed.
  private static let clamping = Set([NumberSequence.kind, RangeSlice.kind])

  private func expectEqual(
    _ general: Answer, at size: Int, _ concrete: Answer, _ place: Comment
  ) {
    let binding = [Self.size: Dim(size)]
    // A size known only at run time is replaced by a number.
    if general.facts.contains(where: { $0.shape.symbols.contains(where: \.isUnknown) }) { return }
    let shapes = general.facts.map { $0.substituting(binding).shape }
    #expect(shapes == concrete.facts.map(\.shape), place)
    #expect(general.facts.map(\.type) == concrete.facts.map(\.type), place)
    for (one, other) in zip(general.facts, concrete.facts) {
      // Symbols may hide an element; what they say is true.
      if let elements = one.substituting(binding).elements {
        #expect(elements == other.elements, place)
      }
    }
    for quantity in Quantity.allCases {
      let form = Self.asPrinted(quantity, general.work, binding)
      #expect(form == concrete.work[quantity], "\(place) \(quantity)")
    }
  }

  @Test func `Every operator of the vocabulary has an example that fits`() throws {
    for entry in OperatorCatalog.entries {
      let answer = try answer(entry.operator, entry.inputs.present)
      #expect(answer.assumptions.isEmpty, "\(entry.operator.kind)")
      #expect(answer.facts.count == entry.operator.kind.outputs.count)
      #expect(entry.operator.kind.inputLimits.contains(entry.inputs.count))
    }
    #expect(OperatorCatalog.places.count == OperatorCatalog.kinds.count)
    #expect(OperatorCatalog.kinds.count > 80)
  }
}
