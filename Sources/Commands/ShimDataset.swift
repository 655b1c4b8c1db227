package import RLAImages
extension DatasetFailure { var exitCode: Int32 { 65 } }
extension Wording { package static func sentence(_ failure: DatasetFailure) -> String { "\(failure)." } }
