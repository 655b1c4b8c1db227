import RLAAnalysis
import RLAExecution
import RLAFormats
import RLAKernels
import RLANetworks
import RLAReports
import RLASymbolic
import RLAText

/// Sentences of the commands that run networks.
extension Wording {
  static func onlyFloat32(_ precision: StoragePrecision) -> String {
    "Networks run in float32 alone; leave out --dtype \(precision.rawValue), or count with it and do "
      + "not measure."
  }

  package static func tooManyThreads(_ threads: Int, processors: Int) -> String {
    "--threads \(threads) is more than the \(Numbers.counted(processors, "processor")) that this "
      + "process may use; expected at most \(processors)."
  }

  package static func unusableVectors(_ level: String, usable: [String]) -> String {
    "This machine has no vector instructions '\(level)'; expected one of "
      + "\(usable.joined(separator: ", "))."
  }

  static func sentence(_ path: String, _ flaw: ReferenceFlaw) -> String {
    let problem =
      switch flaw {
      case .document(.syntax(let problem)):
        "it is not JSON: \(unended(problem))"
      case .document(.missing(let member)): "the member '\(member)' is missing"
      case .document(.mistyped(let member, let expected)):
        "the member '\(member)' is not \(expected)"
      case .document(.badNumber): "a number is not a whole number of 64 bits"
      case .flaw(let member): "the values of '\(member)' cannot be"
      case .misfit(let member, let network): "the values of '\(member)' do not fit \(network)"
      }
    return "'\(path)' is not a reference case; \(problem); expected a file like those in "
      + "Fixtures/Numerics."
  }

  package static func outOfTolerance(_ files: [String], of count: Int) -> String {
    let names = files.map { "'\($0)'" }.joined(separator: ", ")
    return
      "\(files.count) of \(Numbers.counted(count, "reference case")) out of tolerance: \(names)."
  }

  static func notFinite(_ path: String, count: Int) -> String {
    "\(path) made \(Numbers.counted(count, "value")) that are not finite; no layer before it did."
  }

  static func refusal(_ name: String, _ failure: PlanFailure) -> String {
    switch failure {
    case .shape(let failure):
      "\(name) does not accept this input at \(failure.path); 'rla-profile sizes' lists the sizes "
        + "that it accepts."
    case .miscount(let path, let planned, let found):
      "\(name) cannot run: \(path) made \(Numbers.counted(found, "element")), and runs before the plan "
        + "had told \(planned), since other algorithms round in another way; expected --no-tune, with "
        + "which both take the same ones."
    case .symbolic(let path):
      "\(name) cannot run: the size of \(path) is unknown; expected numbers for all symbols."
    case .inputs(let shapes):
      "\(name) cannot run: it takes \(shapes.map(\.description).joined(separator: " and ")); "
        + "expected one batch of images."
    case .type(let place, let type):
      "\(name) cannot run: no kernel takes the elements of type \(type.rawValue) of \(place)."
    case .constant(let failure): sentence(name, failure)
    case .outputs(let count):
      "\(name) cannot be trained: it has \(count) outputs, and a loss needs one; --mode inference runs it."
    case .lossType(let output, let type):
      "\(name) cannot be trained: its output '\(output)' is of type \(type.rawValue), and a loss needs "
        + "real numbers; --mode inference runs it."
    case .noGradient(let path, let kind):
      "\(name) cannot be trained: \(kind) at \(path) has no backward pass; --mode inference runs it."
    case .unsupported(let path, let kind, _) where kind == Loop.kind || kind == Scan.kind:
      "\(name) cannot run: how often \(kind) at \(path) runs is not known before; --input-values "
        + "gives the numbers in an input."
    case .unsupported(let path, let kind, _) where kind == If.kind:
      "\(name) cannot run: the branches of \(kind) at \(path) return different shapes; --branch says "
        + "which of them runs."
    case .unsupported(let path, let kind, let others):
      "\(name) cannot run: there is no kernel for \(kind) at \(path)"
        + (others.isEmpty
          ? "." : ", nor for \(others.map(\.description).joined(separator: ", ")) in it.")
    case .memory(let needed, let available):
      "\(name) would need \(Numbers.grouped(needed)) bytes of memory at this batch and "
        + "size, and \(Numbers.grouped(available)) are available on this machine and in its control "
        + "groups; choose a smaller --batch."
    case .addresses(let needed, let left):
      "\(name) would need \(Numbers.grouped(needed)) bytes of addresses at this batch, size and "
        + "number of threads, and the limits of this process (ulimit -v and -d) leave "
        + "\(Numbers.grouped(left)); raise them or choose fewer --threads."
    case .threads(let wanted, let left):
      "\(name) would run on \(Numbers.counted(wanted, "thread")), and a control group (pids.max) "
        + "leaves \(left); choose fewer --threads."
    case .resources(let failure): sentence(name, failure)
    case .overflow:
      "The numbers for \(name) do not fit in 64 bits; choose smaller sizes."
    case .linearAlgebra(let failure): sentence(failure)
    }
  }

  private static func sentence(_ name: String, _ failure: TensorFailure) -> String {
    let expected = failure.expected
    let tensor =
      "\(name) cannot run: the tensor '\(expected.name)' of type \(expected.type.rawValue)"
    return switch failure.found {
    case .nothing: "\(tensor) has no values."
    case .elements(let count):
      "\(tensor) has \(Numbers.counted(count, "value")); expected "
        + "\(Numbers.grouped(expected.count))."
    case .tensor(let type, let shape):
      "\(tensor) and shape \(text(expected.shape)) is of type \(type.rawValue) and shape "
        + "\(text(shape)) in the file."
    }
  }

  private static func text(_ sizes: [Int]) -> String {
    sizes.isEmpty ? "of no axes" : sizes.map(String.init).joined(separator: "x")
  }

  private static func sentence(_ name: String, _ failure: ResourceFailure) -> String {
    switch failure {
    case .memory(let bytes):
      "\(name) cannot run: the system refuses \(Numbers.grouped(bytes)) bytes of memory; choose a "
        + "smaller --batch."
    case .threads(let wanted, let started):
      "\(name) cannot run: the system refuses more than \(started) of "
        + "\(Numbers.counted(wanted, "thread")) (ulimit -u); choose fewer --threads."
    }
  }

  static func sentence(_ failure: LinearAlgebra.Failure) -> String {
    switch failure {
    case .notInstalled(let names):
      "Running a network needs OpenBLAS, and none of \(names.joined(separator: ", ")) "
        + "can be opened; on Debian, 'apt install libopenblas0' brings it."
    case .unknownCore(let core, let known):
      suggesting(
        likelyNames(for: core, in: known, count: 1),
        after: "OPENBLAS_CORETYPE is '\(core)', a core that OpenBLAS does not know")
        + " '--blas-core processor' takes the kernels for this processor."
    case .core(let core, let missing):
      "OPENBLAS_CORETYPE is '\(core)', and this processor cannot run \(missing.joined(separator: ", ")) "
        + "as its kernels do; '--blas-core processor' takes those for this processor."
    case .absentCore(let core, let instead):
      "OPENBLAS_CORETYPE is '\(core)', and this OpenBLAS has no kernels for it and would use those for "
        + "\(instead); '--blas-core processor' takes those for this processor."
    case .addresses(let needed, let left):
      "OpenBLAS needs \(Numbers.grouped(needed)) bytes of addresses, and the limits of this process "
        + "(ulimit -v and -d) leave \(Numbers.grouped(left)); raise them."
    }
  }
}
