import RLAQueries
import RLAText

extension InputPadding {
  /// What was done to the images.
  var text: String {
    let sizes = [requested, padded].map { Numbers.sizes([$0.height, $0.width]) }
    return requested == padded
      ? "\(sizes[0]) is a multiple of \(divisor) already"
      : "padded from \(sizes[0]) to multiples of \(divisor)"
  }
}
