extension Fixture {
  /// The models of real exporters in Fixtures/ONNX, without their ending.
  public static let models = [
    "bert_tiny", "bert_tiny_contrib", "bert_tiny_dynamic_int8", "bert_tiny_legacy",
    "control_flow", "convnext_tiny", "deeplabv3_mobilenet_v3_large", "densenet121",
    "efficientnet_b0", "googlenet", "mnasnet0_5", "mobilenet_v3_small", "resnet18",
    "resnet18_functions", "resnet50", "resnext50_32x4d", "rla_resnet50", "shufflenet_v2_x1_0",
    "small_qdq", "squeezenet1_1", "ssdlite320_mobilenet_v3_large", "swin_t", "text_lstm",
    "unet_dynamic", "vit_tiny_patch16_224", "xception41",
  ]
}
