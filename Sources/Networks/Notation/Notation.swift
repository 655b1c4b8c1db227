public import RLASymbolic

/// The words in which architectures are written, so that a definition reads like the paper.
extension Value {
  public static func + (left: Value, right: Value) -> Value {
    left.builder.apply(Arithmetic(.add, .aligned), to: [left, right], callStyle: .operator)
  }

  /// `left += right` of the published code: the sum takes the place of the left operand.
  public static func += (left: inout Value, right: Value) {
    left = left.builder.apply(
      Arithmetic(.add, .aligned, inPlace: true), to: [left, right], callStyle: .operator)
  }

  public static func * (left: Value, right: Value) -> Value {
    left.builder.apply(Arithmetic(.multiply, .aligned), to: [left, right], callStyle: .operator)
  }

  public static func - (number: Double, value: Value) -> Value {
    value.builder.apply(Activation(.rsub(number)), to: [value], callStyle: .operator)
  }

  /// Each channel times its entry in `weights`, N×C×1×1.
  public func scaled(by weights: Value) -> Value {
    builder.apply(Arithmetic(.multiply), to: [self, weights], callStyle: .operator)
  }

  public func reshaped(to target: Reshape) -> Value {
    builder.apply(target, to: [self], callStyle: .function)
  }

  public func channels(from start: Dim, count: Dim) -> Value {
    builder.apply(Slice(start: start, count: count), to: [self], callStyle: .function)
  }

  /// Zeros with the batch, height and width of this value.
  public func zeros(channels: Dim) -> Value {
    builder.apply(ZeroState(channels: channels), to: [self], callStyle: .function)
  }

  /// The mean over all positions, called as a function rather than a module.
  public func globallyAveraged() -> Value {
    builder.apply(GlobalPooling.average, to: [self], callStyle: .function)
  }
}

extension Value {
  /// The value at the height and width of `reference`.
  public func resized(like reference: Value) -> Value {
    builder.apply(NearestResize(), to: [self, reference], callStyle: .function)
  }

  /// `max(x, 0)`, called as a function rather than a module.
  public func rectified() -> Value {
    builder.apply(Activation(.relu), to: [self], callStyle: .function)
  }

  /// The maximum in each window, called as a function rather than a module.
  public func maxPooled(_ window: Window) -> Value {
    builder.apply(Pooling.max(window), to: [self], callStyle: .function)
  }
}

/// Grids of the proposed regions, from the maps of a pyramid.
public func align(_ regions: RoIAlign, _ levels: [Value]) -> Value {
  guard let first = levels.first else { preconditionFailure("A pyramid has levels.") }
  return first.builder.apply(regions, to: levels, callStyle: .subclass)
}

/// The two values joined along the channels.
public func concatenate(_ left: Value, _ right: Value) -> Value {
  left.builder.apply(Concatenation(), to: [left, right], callStyle: .function)
}

/// Any number of values joined along the channels, in their order; at least one.
public func concatenate(_ values: [Value]) -> Value {
  guard let first = values.first else { preconditionFailure("There is something to join.") }
  return first.builder.apply(Concatenation(), to: values, callStyle: .function)
}

/// The sigmoid, called as a function rather than a module.
public func sigmoid(_ value: Value) -> Value {
  value.builder.apply(Activation(.sigmoid), to: [value], callStyle: .function)
}

/// The hyperbolic tangent, called as a function rather than a module.
public func tanh(_ value: Value) -> Value {
  value.builder.apply(Activation(.tanh), to: [value], callStyle: .function)
}
