/// The CIFAR-100 table of weiaicunzai/pytorch-cifar100.
extension Xception {
  static let published: [String: PublishedRow] = [
    "xception_cifar100": PublishedRow(
      model: "xception", parameters: "21.0M", top1Error: 25.07, table: .cifar100)
  ]
}
