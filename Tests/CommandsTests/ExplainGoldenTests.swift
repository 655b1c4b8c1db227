import TestSupport
import Testing

/// What the commands that explain figures print, compared with recorded text.
@Suite struct ExplainGoldenTests {
  static let cases: [(name: String, arguments: [String])] = [
    ("formula/rla_resnet50.txt", ["formula", "-a", "resnet50_rla"]),
    ("formula/rla_resnet50_parts.txt", ["formula", "-a", "rla_resnet50", "--by", "rla-part"]),
    ("formula/rla_resnet50.tex", ["formula", "-a", "rla_resnet50", "--format", "latex"]),
    (
      "formula/mobilenet_v2.json",
      ["formula", "-a", "mobilenet_v2", "--format", "json", "--convention", "thop@0.0.31"]
    ),
    ("formula/rla_resnet50.py", ["formula", "-a", "rla_resnet50", "--format", "python"]),
    (
      "formula/mobilenet_v2_stages.swift.txt",
      ["formula", "-a", "mobilenet_v2", "--by", "stage", "--format", "swift"]
    ),
    (
      "formula/rla_resnet50_at.txt",
      ["formula", "-a", "rla_resnet50", "--at", "N=1,H=512,W=768,k=32,classes=1000"]
    ),
    (
      "formula/rla_resnet50_at_size.txt",
      ["formula", "-a", "rla_resnet50", "--at", "H=512,W=768"]
    ),
    (
      "sizes/rla_resnet50.txt",
      [
        "sizes", "-a", "resnet50_rla", "--from", "200", "--to", "300", "--nearest", "225,64x33,31",
      ]
    ),
    ("sizes/resnet50.txt", ["sizes", "-a", "resnet50", "--nearest", "1"]),
    ("sizes/rla_mobilenetv2.json", ["sizes", "-a", "rla_mobilenetv2", "--format", "json"]),
    (
      "match/published_50.txt",
      ["match", "4.17G", "--params", "24.67M", "-a", "rla_resnet50", "-a", "rla_resnet50_eca"]
    ),
    (
      "match/resnet50.txt", ["match", "4.1G", "--params", "25.6M", "-a", "resnet50"]
    ),
    (
      "match/eca.txt",
      ["match", "7.35G", "--params", "42.49M", "-a", "resnet101", "-a", "resnet101_eca"]
    ),
    ("match/weak.txt", ["match", "319.9M", "--params", "3.34M", "-a", "mobilenet_v2"]),
    ("match/far.txt", ["match", "900G", "-a", "resnet50"]),
    ("match/parameters.txt", ["match", "--params", "25.6M", "-a", "resnet50", "-a", "resnet50_k"]),
    ("match/nothing.txt", ["match", "3.00G", "--params", "24.67M", "-a", "rla_resnet50"]),
    ("explain/thops.txt", ["explain", "thop@0.0.31", "thop@0.1.1", "-a", "rla_resnet50"]),
    (
      "explain/macs_ptflops.md",
      [
        "explain", "macs", "ptflops-pytorch@0.7.5", "-a", "rla_resnet50_eca", "--format",
        "markdown",
      ]
    ),
    (
      "explain/macs_flops.json",
      [
        "explain", "macs", "deepspeed@0.19.8:flops", "-a", "resnet50", "--format", "json",
        "--input-size", "64",
      ]
    ),
    ("explain/bare_parameters.txt", ["explain", "macs", "thop@0.1.1", "-a", "resnet50_mrlal"]),
    ("explain/held_by_several.txt", ["explain", "macs", "thop@0.1.1", "-a", "diaresnet18"]),
    ("explain/without_hooks.txt", ["explain", "macs", "thop@0.1.1", "-a", "dia_resnext29_8x32"]),
    ("explain/printed_einsum.txt", ["explain", "fvcore@0.1.5", "macs", "-a", "cifar_mrlab29"]),
    ("explain/first_image.txt", ["explain", "macs", "torchinfo@1.8.0", "-a", "cifar_dlab29"]),
    (
      "explain/mixed_heads.txt", ["explain", "macs", "ptflops-aten@0.7.5", "-a", "resnet50_la_eq4"]
    ),
    (
      "explain/dropped_paths.txt",
      ["explain", "macs", "deepspeed@0.19.8:flops", "-a", "deit_mrlab_tiny_patch16_224"]
    ),
    ("explain/in_place.txt", ["explain", "macs", "fvcore@0.1.5", "-a", "xception_cifar100"]),
    ("profile/published_difference.txt", ["-a", "resnet50_mrlal", "--by", "operator"]),
    (
      "match/published_difference.txt",
      ["match", "0.07G", "--params", "0.16M", "--over", "resnet50", "-a", "resnet50_mrlal"]
    ),
    ("compare/rla_resnet50.txt", ["compare", "resnet50", "rla_resnet50"]),
    ("compare/rla_resnet50_layers.txt", ["compare", "resnet50", "rla_resnet50", "--layers"]),
    (
      "compare/published.txt",
      ["compare", "rla_resnet50", "rla_resnet50_eca", "rla_resnet101", "--units", "binary"]
    ),
    ("compare/unlike.txt", ["compare", "resnet50", "mobilenet_v2"]),
    (
      "sweep/rla_resnet50.txt",
      [
        "sweep", "-a", "resnet50_rla", "--input-size", "192:512:32", "--rla-channels", "12,24,32",
        "--batch", "1,8", "--where", "macs < 6G", "--sort", "macs:asc", "--pareto", "macs,H:max",
      ]
    ),
    (
      "sweep/refused.txt",
      ["sweep", "-a", "rla_resnet50", "--input-size", "200:256:8", "--columns", "macs,thop@0.0.31"]
    ),
    (
      "sweep/rla_resnet50.json",
      ["sweep", "-a", "rla_resnet50", "--input-size", "224,256x192", "--format", "json"]
    ),
    (
      "sweep/rla_resnet50.svg",
      [
        "sweep", "-a", "rla_resnet50", "--input-size", "192:512:32", "--rla-channels", "12,32,96",
        "--plot", "H,macs",
      ]
    ),
    ("formula/detector.txt", ["formula", "-a", "retinanet_r50rla_fpn"]),
    (
      "sweep/int8_padded.txt",
      [
        "sweep", "-a", "resnet50", "--input-size", "60:70:2", "--size-divisor", "32", "--dtype",
        "int8",
      ]
    ),
    ("sweep/detector.txt", ["sweep", "-a", "mask_rcnn_r50rla_fpn", "--batch", "1,2"]),
    ("help/formula.txt", ["help", "formula"]),
    ("help/sizes.txt", ["help", "sizes"]),
    ("help/match.txt", ["help", "match"]),
    ("help/explain.txt", ["help", "explain"]),
    ("help/compare.txt", ["help", "compare"]),
    ("help/sweep.txt", ["help", "sweep"]), ("help/report.txt", ["help", "report"]),
  ]

  @Test(arguments: cases)
  func `The answer is the recorded one`(name: String, arguments: [String]) throws {
    try Golden.checkAnswer(arguments, name)
  }
}
