/// The tables of torchvision and of imgclsmob.
extension DenseNet {
  static let published: [String: PublishedRow] = [
    "densenet169": PublishedRow(
      model: "densenet169", parameters: "14149480", flops: "3.36G", top1Error: 24.4,
      top5Error: 7.194, table: .torchvision),
    "densenet201": PublishedRow(
      model: "densenet201", parameters: "20013928", flops: "4.29G", top1Error: 23.104,
      top5Error: 6.63, table: .torchvision),
    "densenet40_k12_cifar10": row("DenseNet-40 (k=12)", 5.61, "599,050", "210.80M"),
    "densenet40_k12_bc_cifar10": row("DenseNet-BC-40 (k=12)", 6.43, "176,122", "74.89M"),
    "densenet40_k24_bc_cifar10": row("DenseNet-BC-40 (k=24)", 4.52, "690,346", "293.09M"),
    "densenet40_k36_bc_cifar10": row("DenseNet-BC-40 (k=36)", 4.04, "1,542,682", "654.60M"),
    "densenet100_k12_cifar10": row("DenseNet-100 (k=12)", 3.66, "4,068,490", "1,353.55M"),
    "densenet100_k24_cifar10": row("DenseNet-100 (k=24)", 3.13, "16,114,138", "5,354.19M"),
    "densenet100_k12_bc_cifar10": row("DenseNet-BC-100 (k=12)", 4.16, "769,162", "298.45M"),
    "densenet190_k40_bc_cifar10": row("DenseNet-BC-190 (k=40)", 2.52, "25,624,430", "9,400.45M"),
    "densenet250_k24_bc_cifar10": row("DenseNet-BC-250 (k=24)", 2.67, "15,324,406", "5,519.54M"),
  ]

  private static func row(
    _ model: String, _ error: Double, _ parameters: String, _ flops: String
  ) -> PublishedRow {
    PublishedRow(
      model: model, parameters: parameters, flops: flops, top1Error: error, table: .imgclsmob)
  }
}
