import RLAText

/// torchinfo, which multiplies the parameters of every module by the number of positions of its
/// output.
extension Convention {
  public static let torchinfo = Convention(
    id: "torchinfo@1.8.0",
    summary: "Mult-adds: parameters times output positions; for norms, parameters times images.",
    source: "torchinfo 1.8.0, layer_info.py and model_statistics.py.",
    remarks: [
      "The tool has no table: parameters of a class whose name contains Conv count once per output "
        + "position, those of recurrent layers once per step, all others once per image.",
      "Biases count; a norm counts its parameters once per image, not per element.",
      "Output bytes: 4-byte outputs of layers with parameters, doubled for their gradients.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "torchinfo@1.8.0", unit: "mult-adds", sight: .modules(.alike),
        rules: [
          .on("Conv#d", count: [.multiplyAdds, .bias]),
          .on("ConvTranspose#d", count: [.multiplyAddsAtOutputs, .bias]),
          .on(
            "Linear", "BatchNorm#d", "InstanceNorm#d", "GroupNorm", "LayerNorm", "RMSNorm",
            "PReLU", "Embedding", count: [.parametersPerImage]),
          .on("LSTM", "GRU", "RNN", count: [.multiplyAdds, .bias]),
        ]),
      Measure(
        key: "torchinfo_output_bytes", unit: "bytes", sight: .modules(.alike),
        rules: [
          .on(
            "Conv#d", "ConvTranspose#d", "Linear", "BatchNorm#d", "GroupNorm", "PReLU",
            "Embedding", "LSTM", "GRU", "RNN", count: [8 * .m]),
          .on("InstanceNorm#d", "LayerNorm", "RMSNorm", count: [8 * .scaled]),
        ], object: .bytes),
    ])
}
