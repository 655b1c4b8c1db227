import RLANetworks
import RLASymbolic

/// The modules of an aggregation as layers, by the names in its equations.
struct AggregationModules {
  private enum Built {
    case pooling(BuiltLayer, Reshape, AggregationTensor.Form)
    case squeeze
    case layer(BuiltLayer)
    case factor(BuiltLayer)
    case cell(VectorCellLayers)
  }

  private var built: [String: Built] = [:]
  private var paths: [String: String] = [:]
  private let scope: Scope
  let channels: Dim

  /// Creates the modules of one scope.
  ///
  /// - Parameters:
  ///   - scope: The module below which their paths stand.
  ///   - aggregation: The aggregation.
  ///   - owner: Those of whom are created.
  ///   - channels: Channels of the features, C.
  init(
    _ scope: Scope, _ aggregation: LayerAggregation, of owner: LayerAggregation.Scope,
    channels: Dim
  ) {
    self.scope = scope
    self.channels = channels
    for module in aggregation.modules where module.scope == owner {
      built[module.name] = Self.build(module, in: scope, channels)
      paths[module.name] = module.path
    }
  }

  /// Gives the modules one more name each, below another module that holds them too.
  func register(_ scope: Scope) {
    for (name, module) in built {
      guard let path = paths[name] else { continue }
      switch module {
      case .pooling(let layer, _, _), .layer(let layer), .factor(let layer):
        scope.register(path, layer)
      case .cell(let cell): cell.register(scope.scope(path))
      case .squeeze: break
      }
    }
  }

  /// These and those of another scope.
  func joined(by others: AggregationModules?) -> AggregationModules {
    guard let others else { return self }
    var all = self
    all.built.merge(others.built) { own, _ in own }
    return all
  }

  private static func build(
    _ module: LayerAggregation.Module, in scope: Scope, _ channels: Dim
  ) -> Built {
    func layer(_ function: some Operator, _ role: Role? = nil) -> Built {
      .layer(scope.layer(module.path, function, role: role))
    }
    switch module.part {
    case .pooling(let pooled):
      let (reshape, form): (Reshape, AggregationTensor.Form) =
        pooled == .sequence ? (.sequence, .sequence) : (.vector, .vector)
      let pooling = GlobalPooling(.average, isUnread: pooled == .unread)
      return .pooling(scope.layer(module.path, pooling), reshape, form)
    case .squeeze: return .squeeze
    case .channelConvolution:
      let kernel = ChannelAttention.adaptiveKernel(channels: channels.value ?? 1)
      return layer(Convolution(1, 1, windows: [.same(kernel)]), .attentionPart(module.name))
    case .depthwise:
      return layer(
        Convolution(channels, channels, .same(3), groups: channels), .attentionPart(module.name))
    case .norm: return layer(BatchNormalization(channels))
    case .relu: return layer(Activation(.relu))
    case .gelu: return layer(Activation(.gelu))
    case .sigmoid: return layer(Activation(.sigmoid))
    case .softmax: return layer(Softmax())
    case .factor(let name):
      return .factor(scope.scope(module.path).parameter(name, [channels, 1, 1]))
    case .cell(let cell):
      return .cell(VectorCellLayers(scope.scope(module.path), cell, channels: channels))
    case .stateConvolution, .stateCell, .stateNorm, .stateActivation:
      preconditionFailure("The modules of a map state belong to SharedStateLayers.")
    }
  }
}

extension AggregationModules: AggregationCalls {
  func layer(_ name: String) -> BuiltLayer {
    guard case .layer(let layer)? = built[name] else {
      preconditionFailure("\(name) is a module of one layer.")
    }
    return layer
  }

  func call(
    _ name: String, _ inputs: [AggregationTensor], _ states: AggregationStates
  ) -> AggregationTensor {
    switch built[name] {
    case .pooling(let layer, let reshape, let form)?:
      return AggregationTensor(layer(inputs[0].value).reshaped(to: reshape), form)
    case .squeeze?:
      return AggregationTensor(inputs[0].value.reshaped(to: .vectorFromSequence), .vector)
    case .layer(let layer)?:
      return AggregationTensor(layer(inputs[0].value), inputs[0].form)
    case .factor(let layer)?: return AggregationTensor(layer([])[0], .factor)
    case .cell(let cell)?:
      guard let h = states["h"]?.all[0], let c = states["c"]?.all[0] else {
        preconditionFailure("\(name) is called before a block has changed its states.")
      }
      return AggregationTensor(
        cell.readingFirstImage(inputs[0].value, h.value, c.value), .vector)
    case nil: preconditionFailure("There is no module \(name).")
    }
  }

  func advance(
    _ name: String, _ input: AggregationTensor, _ states: [AggregationTensor?]
  ) -> [AggregationTensor] {
    guard case .cell(let cell)? = built[name] else {
      preconditionFailure("\(name) is a cell.")
    }
    let next = cell(input.value, states[0]?.value, states[1]?.value)
    return [AggregationTensor(next.h, .vector), AggregationTensor(next.c, .vector)]
  }
}
