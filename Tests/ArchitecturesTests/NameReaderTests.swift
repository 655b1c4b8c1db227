import RLAArchitectures
import Testing

/// Names that follow the rule of a family, and those that nearly do.
@Suite struct NameReaderTests {
  @Test(arguments: [
    "dia_wrn52_4": "dia_wrn52_4", "dia_wrn16_4": "dia_wrn16_4", "DIA-WRN-40-4": "dia_wrn40_4",
    "dia_resnext29_8x32": "dia_resnext29_8x32", "diaresnext38_8x32": "dia_resnext38_8x32",
    "dia_preresnet29": "dia_preresnet29", "dia_resnet38": "dia_resnet38",
    "resnet50_mrlal_se": "resnet50_mrlal_se", "resnet152_mrlab22": "resnet152_mrlab22",
    "resnet50_mrlab_cw": "resnet50_mrlab_channelwise",
    "resnet101_mrlal_32x4d_eca": "resnet101_mrlal_32x4d_eca",
    "resnet50_mrlal_groups32_width4": "resnet50_mrlal_groups32_width4",
    "cifar_rla_senet29_bottleneck": "cifar_rla_senet29", "cifar_dlab38": "cifar_dlab38",
    "densenet52_k24_bc_cifar100": "densenet52_k24_bc_cifar100",
    "diapreresnet38_svhn": "diapreresnet38_svhn",
    "seresnet164bn_cifar100": "seresnet164bn_cifar100",
    "diaresnetbc38b": "diaresnetbc38b", "diapreresnet200": "diapreresnet200",
  ])
  func `A name of a rule is read`(text: String, name: String) {
    #expect(Catalog.entry(named: text)?.name == name)
  }

  @Test(arguments: [
    "dia_wrn52", "dia_wrn4", "dia_wrn_4", "dia_wrn53_4", "dia_wrn1000000_4", "dia_resnext29",
    "dia_resnext29_8x32d", "dia_resnext8x32", "resnet50_mrlal_sex", "resnet51_mrlal",
    "resnet50_mrlal_groups", "resnet50_mrlal_32x", "resnet50_mrlal_32x4", "resnet50_mrlal_cw",
    "resnet50_mrlal_width99999999999999999999", "cifar_resnet20_wide", "cifar_resnet21",
    "cifar_resnet٢٠", "cifar_dlab20x", "densenet52_k_cifar10", "densenet52_k0_cifar10",
    "densenet52_k24", "resnet20_cifar1000", "xresnet20_cifar10", "diaresnet12_1", "diaresnetbc14",
  ])
  func `A name that nearly follows a rule is unknown`(text: String) {
    #expect(Catalog.entry(named: text) == nil)
  }
}
