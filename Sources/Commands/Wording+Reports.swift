package import RLAQueries

/// Sentences about HTML reports.
extension Wording {
  static let reportBenchAlone = measuringAlone("--bench-runs, --mode")

  /// Why the page has no fields for sizes; `failure` is what stands against a general form.
  package static func fixedSizes(
    _ reason: GeneralModel.Reason, _ failure: String? = nil
  ) -> String {
    switch reason {
    case .declared:
      "Every size is a number in the file; '--input NAME=?x3x224x224' leaves the first one open."
    case .noGeneralForm:
      "The network has no form for all sizes" + (failure.map { ". \($0)" } ?? ".")
    case .otherGraph:
      "What the network computes depends on its sizes, so that there is no form for all of them."
    }
  }
}
