import RLANetworks
import RLASymbolic

/// A norm and a ReLU before a convolution.
///
/// He et al. 2016, arXiv 1603.05027.
struct PreActivatedConvolution {
  private let norm: BuiltLayer
  private let relu: BuiltLayer
  private let convolution: BuiltLayer

  /// The attributes of the three layers.
  struct Names {
    let norm: String
    let relu: String
    let convolution: String

    /// The block of pytorchcv, a module of its own.
    static let pytorchcv = Names(norm: "bn", relu: "activ", convolution: "conv")
  }

  init(_ scope: Scope, _ names: Names, _ convolution: Convolution) {
    norm = scope.layer(names.norm, BatchNormalization(convolution.inputChannels))
    relu = scope.layer(names.relu, Activation(.relu))
    self.convolution = scope.layer(names.convolution, convolution)
  }

  /// What the convolution reads, after norm and ReLU.
  func activated(_ x: Value) -> Value { relu(norm(x)) }

  func convolved(_ activated: Value) -> Value { convolution(activated) }

  func callAsFunction(_ x: Value) -> Value { convolved(activated(x)) }
}
