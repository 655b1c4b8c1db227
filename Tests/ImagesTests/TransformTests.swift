import RLAImages
import Testing

/// The tables of torchvision.
@Suite struct TransformTests {
  @Test(arguments: [
    (500, 375, 341, 256), (375, 500, 256, 341), (37, 91, 256, 629), (1, 1, 256, 256),
    (1000, 3, 85333, 256), (333, 334, 256, 256), (257, 256, 257, 256), (4032, 3024, 341, 256),
    (2048, 1365, 384, 256), (281, 280, 256, 256), (3, 7, 256, 597),
  ])
  func `The short side is resized`(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    #expect(ImageTransform.resized(width, height, shortSide: 256) == (newWidth, newHeight))
  }

  @Test(arguments: [
    (224, 0), (225, 0), (226, 1), (227, 2), (256, 16), (257, 16), (258, 17), (259, 18), (261, 18),
    (341, 58), (384, 80),
  ])
  func `The middle begins at an even half`(size: Int, offset: Int) {
    #expect(ImageTransform.centerOffset(size, 224) == offset)
  }
}
