import RLAAnalysis
import RLAExecution
import RLAKernels
import RLANetworks
import RLAReports
import RLASymbolic
import RLAText

/// Sentences of the commands that run networks.
extension Wording {
  static let failAboveAlone = "--fail-above needs a report to compare with; add --compare."
  static let renamedMode =
    "--mode forward is now --mode forward-backward; the next version will refuse the old word."
  static let oneNetwork = "bench measures one network at a time; name a single one with -a."

  static func onlyFloat32(_ precision: StoragePrecision) -> String {
    "Networks run in float32 alone; leave out --dtype \(precision.rawValue), or count with it and do "
      + "not measure."
  }

  static func invalidRatio(_ ratio: Double) -> String {
    "--fail-above \(ratio) is not a ratio above 0; expected a number such as 1.10."
  }

  static func tooManyThreads(_ threads: Int) -> String {
    "--threads \(threads) is too many; expected at most 1024."
  }

  package static func unusableVectors(_ level: String, usable: [String]) -> String {
    "This machine has no vector instructions '\(level)'; expected one of "
      + "\(usable.joined(separator: ", "))."
  }

  static func notFinite(_ path: String, count: Int) -> String {
    "\(path) made \(Numbers.counted(count, "value")) that are not finite; no layer before it did."
  }

  static func layerComparison(_ path: String) -> String {
    "--compare is for whole networks, and --layer \(path) runs one layer alone; leave one out."
  }

  static func refusal(_ name: String, _ failure: PlanFailure) -> String {
    switch failure {
    case .shape(let failure):
      "\(name) does not accept this input at \(failure.path); 'rla-profile sizes' lists the sizes "
        + "that it accepts."
    case .symbolic(let path):
      "\(name) cannot run: the size of \(path) is unknown; expected numbers for all symbols."
    case .inputs(let shapes):
      "\(name) cannot run: it takes \(shapes.map(\.description).joined(separator: " and ")); "
        + "expected one batch of images."
    case .type(let place, let type):
      "\(name) cannot run: no kernel takes the elements of type \(type.rawValue) of \(place)."
    case .constant(let failure):
      "\(name) cannot run: the constant '\(failure.expected.name)' of type "
        + "\(failure.expected.type.rawValue) has no values."
    case .outputs(let count):
      "\(name) cannot be trained: it has \(count) outputs, and a loss needs one; --mode inference runs it."
    case .noGradient(let path, let kind):
      "\(name) cannot be trained: \(kind) at \(path) has no backward pass; --mode inference runs it."
    case .unsupported(let path, let kind):
      "\(name) cannot run: there is no kernel for \(kind) at \(path)."
    case .memory(let needed, let available):
      "\(name) would need \(Numbers.grouped(needed)) bytes of memory at this batch and "
        + "size, and the machine has \(Numbers.grouped(available)) available; choose a smaller "
        + "--batch."
    case .overflow:
      "The numbers for \(name) do not fit in 64 bits; choose smaller sizes."
    case .linearAlgebra(let failure): sentence(failure)
    }
  }

  static func sentence(_ failure: LinearAlgebra.Failure) -> String {
    "Running a network needs OpenBLAS, and none of \(failure.names.joined(separator: ", ")) "
      + "can be opened; on Debian, 'apt install libopenblas0' brings it."
  }
}
