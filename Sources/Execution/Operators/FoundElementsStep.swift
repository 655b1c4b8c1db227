import RLAAnalysis
import RLAKernels
public import RLANetworks

/// An operator whose results have a size that only running tells.
///
/// A plan needs the size before it runs; `Session.numbers(for:)` finds it.
protocol SearchExecutable: Executable, SizedByRunning {
  /// What is looked for.
  ///
  /// `inputs` are the inputs of the operator by position.
  func search(in inputs: Operands) -> any ElementSearch

  /// How many elements the results have room for.
  func room(at site: Site) -> Int
}

extension SearchExecutable {
  var runsOnMapsOnly: Bool { false }
  func runs(at site: Site) -> Bool { site.storesAllTypes }
  func isDifferentiable(at site: Site) -> Bool { !site.shapes.facts[site.output].type.isFloating }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    var next = 0
    let places = site.node.inputs.enumerated().map { position, value -> Int? in
      guard value != nil, site.node.kind.port(ofInput: position).use == .elements else {
        return nil
      }
      next += 1
      return next - 1
    }
    return FoundElementsStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor), places: places,
      search: search(in: site.operands), count: room(at: site),
      sizes: site.node.inputs.indices.map { site.sizes(ofInput: $0) })
  }
}

/// Elements that are looked for in tensors.
protocol ElementSearch: Sendable {
  /// Values of scratch memory for inputs of these sizes; nil for one that is left out.
  func scratch(_ sizes: [[Int]?]) -> Int

  /// Finds them.
  ///
  /// - Parameters:
  ///   - inputs: The inputs of the operator by position; nil for those whose elements it does not read.
  ///   - outputs: Where they are written, as many as there is room for; empty where they are only
  ///     counted.
  ///   - scratch: Memory of its own.
  /// - Returns: How many there are.
  func run(
    _ inputs: [TensorView?], to outputs: [TensorView], _ scratch: UnsafeMutablePointer<Float>
  ) -> Int
}

extension ElementSearch {
  func scratch(_ sizes: [[Int]?]) -> Int { 0 }
}

/// Writes what a search finds, and notes where it is not as much as the plan has room for.
struct FoundElementsStep: Step {
  var frame: StepFrame
  /// By input of the operator, which value of the frame it is.
  let places: [Int?]
  let search: any ElementSearch
  /// How many elements the plan has room for.
  let count: Int
  /// By input of the operator.
  let sizes: [[Int]?]

  var algorithm: String { "search" }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func scratch(threads: Int) -> Int { search.scratch(sizes) }

  func forward(_ memory: StepMemory) {
    let inputs = places.map { $0.map { memory.tensor(frame.inputs[$0]) } }
    var workspace = memory.workspace
    let found = search.run(
      inputs, to: frame.outputs.map(memory.tensor), workspace.take(search.scratch(sizes)))
    if found != count, memory.session.miscount == nil {
      memory.session.miscount = (memory.step, found)
    }
  }

  func backward(_ memory: StepMemory) {}
}

extension Session {
  /// What the last forward pass tells of a node that waits for it: how many elements it makes, or
  /// those of the value that it waits for.
  ///
  /// - Parameter open: The node, in the network of the plan.
  /// - Returns: The numbers.
  public func numbers(for open: OpenNumbers) -> [Int] {
    guard let function = open.function else {
      return open.values.first.flatMap(\.self).map(wholeNumbers) ?? []
    }
    guard let searching = function as? any SearchExecutable else {
      preconditionFailure("What only running sizes can be searched for.")
    }
    let search = searching.search(in: Operands(open.values.map { $0.map(plan.fact) }))
    let inputs = open.values.enumerated().map { position, value in
      function.kind.port(ofInput: position).use == .elements ? value.map(memory.tensor) : nil
    }
    var scratch = [Float](repeating: 0, count: max(1, search.scratch(inputs.map { $0?.sizes })))
    return [
      scratch.withUnsafeMutableBufferPointer { memory in
        memory.baseAddress.map { search.run(inputs, to: [], $0) } ?? 0
      }
    ]
  }

  /// The first node that found another number of elements than the plan has room for.
  ///
  /// By its path, with both numbers, of the last forward pass; nil where none did.
  public var miscount: (path: String, planned: Int, found: Int)? {
    guard let (index, found) = memory.miscount,
      let step = plan.steps[index] as? FoundElementsStep
    else { return nil }
    return (plan.network.path(of: plan.network.nodes[step.frame.nodes[0]]), step.count, found)
  }
}
