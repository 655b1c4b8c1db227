import RLANetworks
import RLASymbolic

extension ImportRule {
  static let resizes = [
    ImportRule(["Resize"]) { node throws(ONNXFailure) in
      // Version 10 had the scales as the only other input.
      node.version < 11
        ? try node.resized(scales: 1, sizes: nil) : try node.resized(scales: 2, sizes: 3)
    },
    ImportRule(["Upsample"]) { node throws(ONNXFailure) in
      try node.resized(scales: 1, sizes: nil)
    },
  ]
}

extension NodeImport {
  /// A tensor resampled by factors or to sizes, of which ONNX wants one.
  fileprivate func resized(scales: Int, sizes: Int?) throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    let (mode, coordinates) = (try resizeMode(), try coordinates())
    let axes = try ints("axes")
    let smooths = try flag("antialias", default: false)
    let excludes = try flag("exclude_outside", default: false)
    let all = Array(0..<(try rank(0, "X")))
    let outside = try float("extrapolation_value", default: 0)
    // A version without sizes has no region either.
    let region = sizes != nil && coordinates == .region ? region(1) : nil
    let inputs = region == nil ? [x] : [x, region]
    if let sizes, isGiven(sizes) {
      let resize: Resize
      if let isUpper = try boundsAreUpper() {
        guard let target = try proportionate(sizes, axes ?? all, atMost: isUpper) else {
          return nil
        }
        resize = Resize(
          .sizes(target), mode, coordinates, axes: axes ?? all, smoothing: smooths,
          excludingOutside: excludes, outside: outside)
        return try apply(resize, to: inputs)
      }
      if let axes, let numbers = try? wholeNumbers(sizes, "sizes"), numbers.count == axes.count {
        resize = Resize(
          .sizes(numbers.map { Dim($0) }), mode, coordinates, axes: axes, smoothing: smooths,
          excludingOutside: excludes, outside: outside)
        return try apply(resize, to: inputs)
      }
      resize = Resize(
        .inputs, mode, coordinates, axes: axes ?? all, smoothing: smooths,
        excludingOutside: excludes, outside: outside)
      return try apply(resize, to: [x, region, nil, optional(sizes)])
    }
    guard let factors = try self.factors(scales) else {
      if axes != nil { return nil }
      let resize = Resize(
        .inputs, mode, coordinates, axes: all, smoothing: smooths,
        excludingOutside: excludes, outside: outside)
      return try apply(resize, to: [x, region, optional(scales), nil])
    }
    return try apply(
      Resize(
        .scales(factors), mode, coordinates, axes: axes ?? Array(factors.indices),
        smoothing: smooths, excludingOutside: excludes, outside: outside), to: inputs)
  }

  /// The ends of a region; a tensor of them that is stored is not a learned one.
  private func region(_ position: Int) -> ImportedValue? {
    guard let numbers = stored(position)?.numbers?.map(\.real) else { return optional(position) }
    return known(Fact(.float32, [Dim(numbers.count)], numbers: numbers), "roi")
  }

  /// Whether sizes are upper bounds, or lower ones, of sizes in the proportions of the input; nil
  /// where they are sizes.
  private func boundsAreUpper() throws(ONNXFailure) -> Bool? {
    try choice(
      "keep_aspect_ratio_policy", default: "stretch",
      ["stretch": nil, "not_larger": true, "not_smaller": false])
  }

  /// The sizes in the proportions of the input that bounds allow; nil where a size is not known.
  private func proportionate(
    _ position: Int, _ axes: [Int], atMost isUpper: Bool
  ) throws(ONNXFailure) -> [Dim]? {
    let shape = try shape(0, "X")
    guard let bounds = try wholeNumbers(position, "sizes"), bounds.count == axes.count else {
      return nil
    }
    var sizes: [Int] = []
    for axis in axes {
      guard let size = shape.dims[try self.axis(axis, rank: shape.rank, "axes")].value, size > 0
      else { return nil }
      sizes.append(size)
    }
    let factors = zip(bounds, sizes).map { Double($0) / Double($1) }
    guard let factor = isUpper ? factors.min() : factors.max() else { return nil }
    return sizes.map { Dim(Int((factor * Double($0) + 0.5).rounded(.down))) }
  }

  /// Whether an input is there and has elements; an empty tensor stands for an absent one.
  private func isGiven(_ position: Int) -> Bool {
    optional(position) != nil && fact(position)?.shape.elements != 0
  }

  /// The factors as exact ratios; nil where they are computed.
  private func factors(_ position: Int) throws(ONNXFailure) -> [Resize.Scale]? {
    var numbers = try floats("scales")
    if numbers == nil {
      guard isGiven(position) else { throw failure(.missingInput(position, name: "scales")) }
      numbers = stored(position)?.numbers?.map(\.real)
    }
    guard let numbers else { return nil }
    let factors = numbers.compactMap(Resize.Scale.init)
    guard factors.count == numbers.count else {
      throw failure(
        .attributeValue("scales", found: "\(numbers)", expected: "positive factors"))
    }
    return factors
  }

  private func resizeMode() throws(ONNXFailure) -> Resize.Mode {
    let rounding: Resize.Rounding = try choice(
      "nearest_mode", default: version < 11 ? "floor" : "round_prefer_floor",
      [
        "round_prefer_floor": .roundPreferFloor, "round_prefer_ceil": .roundPreferCeiling,
        "floor": .floor, "ceil": .ceiling,
      ])
    let a = try float("cubic_coeff_a", default: -0.75)
    let excludes = try flag("exclude_outside", default: false)
    return try choice(
      "mode", default: "nearest",
      [
        "nearest": .nearest(rounding), "linear": .linear, "bilinear": .linear,
        "cubic": .cubic(a: a, excludingOutside: excludes),
      ])
  }

  private func coordinates() throws(ONNXFailure) -> Resize.Coordinates {
    try choice(
      "coordinate_transformation_mode", default: version < 11 ? "asymmetric" : "half_pixel",
      [
        "half_pixel": .halfPixel, "pytorch_half_pixel": .pytorchHalfPixel,
        "align_corners": .alignCorners, "asymmetric": .asymmetric,
        "half_pixel_symmetric": .halfPixelSymmetric, "tf_crop_and_resize": .region,
        "tf_half_pixel_for_nn": .halfPixel,
      ])
  }
}
