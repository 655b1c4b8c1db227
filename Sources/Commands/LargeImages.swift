import RLAImages
import RLAReports
import Synchronization

/// A folder of images in which very large ones are named, each the first time that it is read.
final class LargeImages: LabeledImages {
  private let folder: ImageFolder
  private let named = Mutex<Set<Int>>([])

  init(_ folder: ImageFolder) { self.folder = folder }

  var count: Int { folder.count }
  var classes: [String] { folder.classes }
  func label(_ index: Int) -> Int { folder.label(index) }
  func name(_ index: Int) -> String { folder.name(index) }

  func image(_ index: Int) throws(ImageFailure) -> RGBImage {
    let image = try folder.image(index)
    let pixels = image.width * image.height
    if pixels > RGBImage.warningLimit, named.withLock({ $0.insert(index).inserted }) {
      Output.remark(Wording.largeImage(name(index), pixels: pixels))
    }
    return image
  }
}
