public import RLAImages

/// Some images of a data set.
public struct SelectedImages: LabeledImages {
  private let source: any LabeledImages
  private let indices: [Int]

  public init(_ source: any LabeledImages, _ indices: [Int]) {
    self.source = source
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var classes: [String] { source.classes }
  public func label(_ index: Int) -> Int { source.label(indices[index]) }
  public func name(_ index: Int) -> String { source.name(indices[index]) }
  public func image(_ index: Int) throws(ImageFailure) -> RGBImage {
    try source.image(indices[index])
  }
}
