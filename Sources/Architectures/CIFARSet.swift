import RLASymbolic

/// A set of 32x32 images that names of pytorchcv end with.
enum CIFARSet: String {
  case cifar10
  case cifar100
  case svhn

  /// Classes that the set tells apart.
  var classes: Dim { self == .cifar100 ? 100 : 10 }
}
