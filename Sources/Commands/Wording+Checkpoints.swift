import RLACheckpoints
import RLAFiles
import RLANetworks
import RLAReports
import RLAText

/// Sentences about files of weights.
extension Wording {
  static func variantWithoutNetwork(_ option: String) -> String {
    "\(option) is about a network; name it with -a."
  }

  static let optimizerLeftOut = "The state of the optimizer is not written; only tensors are."

  package static func notFiniteWeights(_ path: String, _ name: String, _ count: Int) -> String {
    "'\(path)' has \(Numbers.counted(count, "weight")) that \(count == 1 ? "is" : "are") not finite, "
      + "the first in '\(short(name))'."
  }

  static func weightsOfModel(_ path: String) -> String {
    "'\(path)' has weights of its own; leave out --weights, or name a network without a file."
  }

  static func layerWeights(_ path: String) -> String {
    "\(path) runs alone, with weights by formula; leave out --weights or --layer."
  }

  static func unwritableFormat(_ path: String) -> String {
    "'\(path)' does not say what to write; expected a name that ends in .safetensors, .pth, .pt or "
      + ".pth.tar."
  }

  static func optionOfWeights(_ option: String) -> String {
    "\(option) is about networks, and files of weights are compared tensor by tensor; leave it out."
  }

  static func weightsBesideNetworks(_ name: String) -> String {
    "'\(name)' is no file of weights; expected two networks or two files of weights."
  }

  static func twoWeights(_ count: Int) -> String {
    "Files of weights are compared two at a time; \(count == 1 ? "one is" : "\(count) are") named."
  }

  static func unequalNames(_ path: String, _ name: String, _ first: String) -> String {
    "'\(path)' has other values for '\(short(name))' than for '\(short(first))', and the network has "
      + "one tensor for both; expected equal ones."
  }

  static func unreadable(_ path: String, _ failure: TensorFailure) -> String {
    "'\(path)' became shorter or has a type that is not read at '\(short(failure.expected.name))'; "
      + "expected \(Numbers.counted(failure.expected.count, "value")) of type "
      + "\(failure.expected.type.rawValue)."
  }

  static func conversion(_ path: String, _ failure: CheckpointWriter.Failure) -> String {
    switch failure {
    case .tensor(let failure): unreadable(path, failure)
    case .type(let tensor):
      "'\(short(tensor.name))' of '\(path)' is of type \(tensor.type.rawValue), which is not written; "
        + "expected real numbers of 16 to 64 bits, signed whole ones, uint8 or bool."
    case .tooLong(let limit):
      "'\(path)' has more than a file of this format can hold, \(Numbers.grouped(limit)) bytes."
    case .output(let code): unwritable(path, code.reason)
    }
  }

  /// What does not fit, with every name where there are few.
  static func misfit(_ path: String, _ network: String, _ fit: WeightFit) -> String {
    let most = 12
    let names = fit.differences.prefix(most).map(difference).joined(separator: ", ")
    let rest = fit.differences.count - most
    return "'\(path)' does not fit \(network) (\(fit.summary)): \(names)"
      + (rest > 0 ? " and \(rest) more" : "") + "; 'rla-profile checkpoint FILE -a NAME' lists all."
  }

  private static func difference(_ difference: WeightFit.Difference) -> String {
    let (name, expected) = (short(difference.name), difference.expected.map { "\($0)" } ?? "")
    let found = difference.found.map { "\($0.symbolicShape)" } ?? ""
    return switch difference.kind {
    case .missing: "'\(name)' (\(expected)) is missing"
    case .unexpected: "'\(name)' (\(found)) is not in the network"
    case .shape: "'\(name)' is \(found) and not \(expected)"
    case .type: "'\(name)' is \(difference.found?.type.rawValue ?? "") and not a real number"
    }
  }

  static func mistake(_ path: String, _ failure: CheckpointFailure) -> String {
    "\(path): \(place(failure.place))\(reason(failure.reason))"
  }

  private static func place(_ place: CheckpointFailure.Place) -> String {
    switch place {
    case .file: ""
    case .member(let name): "member '\(short(name))': "
    case .tensor(let name): "tensor '\(short(name))': "
    case .byte(let offset): "byte \(Numbers.grouped(offset)): "
    }
  }

  private static func reason(_ reason: CheckpointFailure.Reason) -> String {
    switch reason {
    case .file(.end(let offset)):
      "the file ends at byte \(Numbers.grouped(offset)), and more was expected; it is cut off."
    case .file: "expected a regular file."
    case .foreign(let content): foreign(content)
    case .archive(let flaw): archive(flaw)
    case .pickle(let flaw): pickle(flaw)
    case .header(let flaw): header(flaw)
    case .tensor(let flaw): tensor(flaw)
    case .bigEndian: "its numbers are big-endian; expected little-endian ones."
    case .tooLong(let limit): "it is too long; expected at most \(Numbers.grouped(limit)) bytes."
    case .noTensors:
      "there are no tensors by name in it; expected a state_dict, as "
        + "'torch.save(model.state_dict(), file)' writes."
    }
  }

  private static func foreign(_ content: ForeignContent) -> String {
    let kind =
      switch content {
      case .empty: "the file is empty"
      case .largeFilePointer: "this is a pointer of Git LFS to a file that was not fetched"
      case .webPage: "this is a web page"
      case .tar: "this is a tar file of PyTorch before 0.1.10, which is not read"
      case .pickle: "this is a pickle that torch.save did not write, and no code of it was run"
      case .script: "this is a TorchScript program and no state_dict, and no code of it was run"
      case .unknown: "this is no checkpoint"
      }
    return "\(kind); expected a .pth file of torch.save or a .safetensors file."
  }
}
