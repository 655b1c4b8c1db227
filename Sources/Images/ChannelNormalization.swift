/// How bytes of pixels become the numbers that a network takes: ToTensor and Normalize of torchvision.
public struct ChannelNormalization: Hashable, Sendable {
  /// Of red, green and blue, where 0 is black and 1 is full.
  public let means: [Float]
  public let deviations: [Float]
  /// By channel, what each of the 256 bytes becomes.
  let table: [Float]

  /// - Parameters:
  ///   - means: Three numbers.
  ///   - deviations: Three positive numbers.
  public init(means: [Float], deviations: [Float]) {
    precondition(means.count == 3 && deviations.count == 3, "There are three channels.")
    precondition(deviations.allSatisfy { $0 > 0 }, "Deviations are positive.")
    self.means = means
    self.deviations = deviations
    // Each step is rounded to 32 bits, as the published code does it.
    table = (0..<3).flatMap { channel in
      (0..<256).map { (Float($0) / 255 - means[channel]) / deviations[channel] }
    }
  }

  /// The numbers of ImageNet that the published code uses.
  public static let imageNet = ChannelNormalization(
    means: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.225])

  /// Writes `count` pixels into three planes that are `plane` numbers apart.
  func write(
    _ pixels: UnsafePointer<UInt8>, count: Int, isMirrored: Bool = false,
    into target: UnsafeMutablePointer<Float>, plane: Int
  ) {
    table.withUnsafeBufferPointer { table in
      for channel in 0..<3 {
        let row = target + channel * plane
        for pixel in 0..<count {
          let source = isMirrored ? count - 1 - pixel : pixel
          row[pixel] = table[256 * channel + Int(pixels[3 * source + channel])]
        }
      }
    }
  }
}
