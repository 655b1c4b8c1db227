import RLANetworks

extension PickledTensor {
  /// Requires that the elements lie within a storage of so many.
  func check(storageCount: Int) throws(TensorFlaw) {
    guard sizes.count == strides.count, sizes.count <= PickleReader.mostAxes else {
      throw .axes(sizes.count, strides: strides.count, limit: PickleReader.mostAxes)
    }
    guard offset >= 0, sizes.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else {
      throw .negative
    }
    guard let count = sizes.product else { throw .overflow }
    if count == 0 { return }
    var last = offset
    for (size, stride) in zip(sizes, strides) {
      let (step, isTooLarge) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, isTooFar) = last.addingReportingOverflow(step)
      if isTooLarge || isTooFar { throw .overflow }
      last = sum
    }
    if last >= storageCount { throw .outside(last: last, count: storageCount) }
  }
}

extension [Int] {
  /// The product of the numbers in their order; nil where it leaves 64 bits on the way.
  var product: Int? {
    var result = 1
    for factor in self {
      let (product, isOverflowed) = result.multipliedReportingOverflow(by: factor)
      if isOverflowed { return nil }
      result = product
    }
    return result
  }
}
