extension Range<Int> {
  func shifted(by offset: Int) -> Range<Int> { lowerBound + offset..<upperBound + offset }

  /// Consecutive parts of a size, of which the last one may be smaller.
  func chunks(of size: Int) -> some Sequence<Range<Int>> {
    stride(from: lowerBound, to: upperBound, by: size).lazy.map { first in
      first..<Swift.min(first + size, upperBound)
    }
  }
}
