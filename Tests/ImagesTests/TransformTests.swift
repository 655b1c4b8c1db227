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

  @Test func `A thin image computes only what is kept`() {
    let crop = ImageTransform(side: 224).evaluationCrop(10_000_000, 1)
    #expect(crop.columns.read.count < 4 && crop.rows.read.count == 1)
    let wide = ImageTransform(side: 224).evaluationCrop(1000, 3)
    #expect(wide.columns.read.count < 8 && wide.rows.read.count == 3)
  }

  @Test(arguments: [(224, 256), (32, 36), (299, 341), (160, 182), (64, 73)])
  func `The usual short side is 256 of 224`(side: Int, short: Int) {
    #expect(ImageTransform.usualShortSide(side) == short)
  }

  @Test func `Small images of exactly the size are taken as they are`() {
    func isCopied(_ transform: ImageTransform, _ side: Int) -> Bool {
      let crop = transform.evaluationCrop(side, side)
      return crop.columns.read.count == side && crop.columns.isCopied
    }
    #expect(isCopied(ImageTransform(side: 32), 32) && isCopied(ImageTransform(side: 64), 64))
    #expect(!isCopied(ImageTransform(side: 224), 224))
    #expect(isCopied(ImageTransform(side: 224, keepsExactSize: true), 224))
    #expect(!isCopied(ImageTransform(side: 32, keepsExactSize: false), 32))
  }

  @Test func `A stream depends on seed, epoch and index alone`() {
    func first(_ seed: UInt64, _ epoch: Int, _ index: Int) -> UInt64 {
      var stream = RandomStream(seed: seed, epoch: epoch, index: index)
      return stream.next()
    }
    var seen: Set<UInt64> = []
    for seed in 0..<3 {
      for epoch in 0..<4 {
        for index in 0..<50 { seen.insert(first(UInt64(seed), epoch, index)) }
      }
    }
    #expect(seen.count == 600 && first(1, 2, 3) == first(1, 2, 3))
  }

  @Test func `Random parts lie within the image and are as large as they should be`() {
    var (areas, mirrored) = (0.0, 0)
    for index in 0..<4000 {
      var stream = RandomStream(seed: 1, epoch: 0, index: index)
      let crop = RandomCrop(width: 500, height: 375, &stream)
      #expect(crop.columns.upperBound <= 500 && crop.rows.upperBound <= 375)
      #expect(crop.columns.lowerBound >= 0 && crop.rows.lowerBound >= 0)
      areas += Double(crop.columns.count * crop.rows.count) / (500 * 375)
      mirrored += stream.unit() < 0.5 ? 1 : 0
    }
    // Shares of 0.08 to 1 are even, but the largest do not fit in every ratio.
    #expect((0.41...0.455).contains(areas / 4000) && (1880...2120).contains(mirrored))
  }
}
