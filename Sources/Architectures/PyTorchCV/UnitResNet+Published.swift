/// The CIFAR-10 table of imgclsmob.
extension UnitResNet {
  static let published: [String: PublishedRow] = [
    "resnet20_cifar10": row("ResNet-20", 5.97, "272,474", "41.29M"),
    "resnet56_cifar10": row("ResNet-56", 4.52, "855,770", "127.06M"),
    "resnet110_cifar10": row("ResNet-110", 3.69, "1,730,714", "255.70M"),
    "resnet164bn_cifar10": row("ResNet-164(BN)", 3.68, "1,704,154", "255.31M"),
    "resnet1001_cifar10": row("ResNet-1001", 3.28, "10,328,602", "1,536.40M"),
    "resnet1202_cifar10": row("ResNet-1202", 3.53, "19,424,026", "2,857.17M"),
    "preresnet20_cifar10": row("PreResNet-20", 6.51, "272,282", "41.27M"),
    "preresnet56_cifar10": row("PreResNet-56", 4.49, "855,578", "127.03M"),
    "preresnet110_cifar10": row("PreResNet-110", 3.86, "1,730,522", "255.68M"),
    "preresnet164bn_cifar10": row("PreResNet-164(BN)", 3.64, "1,703,258", "255.08M"),
    "preresnet1001_cifar10": row("PreResNet-1001", 2.65, "10,327,706", "1,536.18M"),
    "preresnet1202_cifar10": row("PreResNet-1202", 3.39, "19,423,834", "2,857.14M"),
    "seresnet20_cifar10": row("SE-ResNet-20", 6.01, "274,847", "41.34M"),
    "seresnet56_cifar10": row("SE-ResNet-56", 4.13, "862,889", "127.19M"),
    "seresnet110_cifar10": row("SE-ResNet-110", 3.63, "1,744,952", "255.98M"),
    "seresnet164bn_cifar10": row("SE-ResNet-164(BN)", 3.39, "1,906,258", "256.55M"),
    "diaresnet20_cifar10": row("DIA-ResNet-20", 6.22, "286,866", "41.54M"),
    "diaresnet56_cifar10": row("DIA-ResNet-56", 5.05, "870,162", "129.31M"),
    "diaresnet110_cifar10": row("DIA-ResNet-110", 4.10, "1,745,106", "264.71M"),
    "diaresnet164bn_cifar10": row("DIA-ResNet-164(BN)", 3.50, "1,923,002", "343.60M"),
    "diapreresnet20_cifar10": row("DIA-PreResNet-20", 6.42, "286,674", "41.52M"),
    "diapreresnet56_cifar10": row("DIA-PreResNet-56", 4.83, "869,970", "129.28M"),
    "diapreresnet110_cifar10": row("DIA-PreResNet-110", 4.25, "1,744,914", "264.69M"),
    "diapreresnet164bn_cifar10": row("DIA-PreResNet-164(BN)", 3.56, "1,922,106", "343.37M"),
  ]

  private static func row(
    _ model: String, _ error: Double, _ parameters: String, _ flops: String
  ) -> PublishedRow {
    PublishedRow(
      model: model, parameters: parameters, flops: flops, top1Error: error, table: .imgclsmob)
  }
}
