import Glibc
package import RLAKernels

/// Synthetic boxes for the heads of detectors; see `SyntheticValues`.
///
/// Sides are spread evenly on a logarithmic scale from 8 pixels to the image, so that every level
/// of a pyramid gets its share; each box is inside the image.
public enum Proposals {
  private static let smallestSide = 8.0

  package static func boxes(_ count: Int, height: Int, width: Int) -> [RoIAlignKernel.Box] {
    let formula = SyntheticValues("proposals")
    return (0..<count).map { index in
      func side(_ whole: Int, _ number: Int) -> Double {
        let smallest = min(smallestSide, Double(whole))
        return smallest * pow(Double(whole) / smallest, formula.unit(4 * index + number))
      }
      let (boxWidth, boxHeight) = (side(width, 0), side(height, 1))
      let left = formula.unit(4 * index + 2) * (Double(width) - boxWidth)
      let top = formula.unit(4 * index + 3) * (Double(height) - boxHeight)
      return RoIAlignKernel.Box(
        left: Float(left), top: Float(top), right: Float(left + boxWidth),
        bottom: Float(top + boxHeight))
    }
  }
}
