import RLAAnalysis
import RLAExecution
import RLANetworks
import RLAReports
import RLASymbolic
import RLAText

/// Sentences of the commands that run networks.
extension Wording {
  static let failAboveAlone = "--fail-above needs --compare, the report to compare with."
  static let renamedMode =
    "--mode forward is now called forward-backward; the old word will be gone in the next version."
  static let oneNetwork = "bench measures one network at a time; name one with -a."

  static func invalidRatio(_ ratio: Double) -> String {
    "--fail-above takes a ratio above 0 such as 1.10, not '\(ratio)'."
  }

  static func tooManyThreads(_ threads: Int) -> String {
    "--threads takes at most 1024, not '\(threads)'."
  }

  static func unusableVectors(_ level: String, usable: [String]) -> String {
    "This machine has no vector instructions '\(level)'; --vectors takes "
      + "\(usable.joined(separator: ", "))."
  }

  static func layerComparison(_ path: String) -> String {
    "--compare is for whole networks, and --layer \(path) runs one layer alone; leave one out."
  }

  static func refusal(_ name: String, _ failure: PlanFailure) -> String {
    switch failure {
    case .shape(let failure):
      "\(name) does not accept this input: it does not fit at \(failure.path); "
        + "'rla-profile -a' with the same size says which sizes do."
    case .symbolic(let path):
      "\(name) cannot run: the size of \(path) is no number."
    case .inputs(let shapes):
      "\(name) cannot run: only networks that take one batch of images do, and this one takes "
        + "\(shapes.map(\.description).joined(separator: " and "))."
    case .type(let place, let type):
      "\(name) cannot run: \(place) holds elements of type \(type.rawValue), and nothing runs on "
        + "those."
    case .constant(let failure):
      "\(name) cannot run: the constant '\(failure.expected.name)' of type "
        + "\(failure.expected.type.rawValue) has no values to run with."
    case .outputs(let count):
      "\(name) has \(count) outputs and no loss here to train on; --mode inference runs it."
    case .noGradient(let path, let kind):
      "\(kind) at \(path) of \(name) runs forward only; --mode inference runs it."
    case .unsupported(let path, let kind):
      "\(name) cannot run: there is no kernel for \(kind) at \(path)."
    case .memory(let needed, let available):
      "\(name) would need \(Numbers.grouped(needed)) bytes of memory at this batch and "
        + "size, and the machine has \(Numbers.grouped(available)) available; choose a smaller "
        + "--batch."
    case .overflow:
      "The numbers for \(name) leave the 64-bit range; choose smaller numbers."
    }
  }
}
