public import RLANetworks

/// An operator that nodes of ONNX compute; the twin of its import rule.
protocol ONNXExportable: Operator {
  /// The versions of the operators of ONNX that its nodes need.
  var exportVersions: ExportVersions { get }

  /// Adds the nodes that compute the results of one application.
  ///
  /// - Parameter site: The application, with the names of what it reads and returns.
  /// - Throws: `ONNXExportFailure` where ONNX has no form for these attributes or sizes.
  func export(_ site: ExportSite) throws(ONNXExportFailure)
}

extension ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions() }
}

/// The versions of the operators of ONNX that an operator needs.
struct ExportVersions {
  /// Earlier ones have no form of it.
  var least = ONNXExport.opsets.lowerBound
  /// Earlier ones need several nodes for it.
  var native = ONNXExport.standardOpset
}

/// What ONNX cannot say, and where in the network.
public struct ONNXExportFailure: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// There are no nodes for the operator, or for these attributes of it.
    case noForm
    /// The operators of an earlier version than wanted have no form of it.
    case version(least: Int, wanted: Int)
    /// A size that the nodes would have to state is not a number.
    case openSize
    /// The elements of a tensor that no layer owns are in no source.
    case elements
    /// The file would have more bytes than readers of protobuf take.
    case tooLarge(bytes: Int)
  }

  /// The operator by its path; for the whole file, the name of the network.
  public let path: String
  public let kind: OperatorKind?
  public let reason: Reason

  package init(_ reason: Reason, _ path: String, _ kind: OperatorKind? = nil) {
    self.reason = reason
    self.path = path
    self.kind = kind
  }
}
