import RLAText

/// onnx-tool, which walks the nodes of an ONNX file.
extension Convention {
  public static let onnxTool = Convention(
    id: "onnx-tool@1.0.1",
    summary: "Multiply-adds with biases, and instructions for every element of other nodes.",
    source: "onnx-tool 1.0.1, node.py; graph.macs after shape_infer and profile.",
    remarks: [
      "A multiply-add, an addition and a comparison are 1, a division 4, a root 24, an exponential 32.",
      "Volume: elements of the output, 0 for an output without axes.",
      "Nodes that compute sizes count too, also from constants alone.",
      "The tool stops at a type of node that is not in its table, and at a Shape of some axes.",
      "A transposed convolution counts one kernel and all output channels of a group for each output "
        + "element.",
      "A maximum or minimum of more than two tensors counts as one of two; here each pair counts.",
      "A pooling over three axes counts only the first size of its kernel; here it counts all.",
      "Classes of PyTorch in the table stand for the nodes that exporters write for them.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "onnx-tool@1.0.1", unit: "onnx-tool MACs", sight: .nodes,
        rules: nodeProducts + nodeNorms + nodePoolings + nodeFunctions + nodeSums + [
          // Not keys of the tool, as files have other nodes for these.
          .on("ReLU6", count: [2 * .volume]),
          .on("torch.rsub", count: [.volume]),
          .on("SiLU", count: [33 * .volume]),
          .on("GroupNorm", count: [9 * .volume]),
        ],
        ignored: freeNodes, stopsWithoutRule: true)
    ])

  private static let nodeProducts: [Rule] = [
    // The addition of a bias is a node after a MatMul or Einsum, which is a part of the layer here.
    .on(
      "Conv", "Gemm", "MatMul", "QLinearConv", count: [.multiplyAdds, .bias]),
    .on("Einsum", count: [.multiplyAdds, .elementwiseProducts, .bias]),
    .on("MatMulInteger", "QLinearMatMul", "ConvInteger", count: [.multiplyAdds]),
    .on("ConvTranspose", count: [.multiplyAddsByFilter, .bias]),
    .on("LSTM", count: [.multiplyAdds, .bias, 180 * .statesOfOneDirection]),
    .on("GRU", count: [.multiplyAdds, .bias, 110 * .statesOfOneDirection]),
  ]

  private static let nodeNorms: [Rule] = [
    .on("BatchNormalization", count: [31 * .volume]),
    .on("LayerNormalization", count: [7 * .n, 29 * .normSlices]),
    .on("InstanceNormalization", count: [7 * .volume]),
    .on("LpNormalization", count: [33 * .volume]),
    .on("LRN", count: [37 * .volume, .additions]),
  ]

  private static let nodePoolings: [Rule] = [
    // A window of k elements takes k − 1 operations.
    .on("MaxPool", count: [.comparisons, .m]),
    .on("AveragePool", count: [.additions, .m]),
    .on("GlobalAveragePool", count: [.n, 4 * .m]),
    .on(
      "ReduceMean", "ReduceSum", "ReduceProd", "ReduceMin", "ReduceMax", count: [.n]),
    .on("ReduceL2", count: [25 * .n]),
  ]

  private static let nodeFunctions: [Rule] = [
    .on("Relu", "Hardmax", count: [.volume]),
    .on("Clip", "LeakyRelu", "PRelu", count: [2 * .volume]),
    .on("HardSigmoid", count: [4 * .volume]),
    .on("HardSwish", count: [5 * .volume]),
    .on("Sigmoid", "Exp", "Pow", count: [32 * .volume]),
    .on("Gelu", count: [34 * .volume]),
    .on("Elu", count: [35 * .volume]),
    .on("Softmax", count: [36 * .volume]),
    .on("Sin", "Cos", count: [39 * .volume]),
    .on("Log", count: [43 * .volume]),
    .on("Tanh", "Softplus", count: [76 * .volume]),
    .on("LogSoftmax", count: [80 * .volume]),
    .on("Sqrt", count: [24 * .volume]),
    .on("Reciprocal", count: [4 * .volume]),
    .on("QuantizeLinear", "DequantizeLinear", count: [2 * .volume]),
    .on(
      "Resize(linear)", "Resize(bilinear)", "Resize(trilinear)", "Upsample(linear)",
      "Upsample(bilinear)", "Upsample(trilinear)", count: [4 * .volume]),
    .on("Resize(bicubic)", "Upsample(bicubic)", count: [8 * .volume]),
  ]

  private static let nodeSums: [Rule] = [
    .on("Div", count: [4 * .volume]),
    .on(
      "Add", "Sub", "Mul", "Mod", "Min", "Max", "Sum", "Neg", "Abs", "Ceil", "Floor", "Round",
      "Sign", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal", "Not", "And", "Or",
      "Xor", "CumSum", "NonZero", count: [.volume]),
  ]

  /// Registered types whose `profile` gives 0, and functions of PyTorch that become such nodes.
  private static let freeNodes: [ToolKey] = [
    "ArgMax", "Cast", "Compress", "Concat", "Constant", "ConstantOfShape", "DepthToSpace",
    "Dropout", "Erf", "Expand", "Flatten", "Gather", "GatherElements", "GatherND", "GridSample",
    "Identity", "NonMaxSuppression", "OneHot", "Pad", "RandomNormalLike", "RandomUniformLike",
    "Range", "Resize(nearest)", "Reshape", "RoiAlign", "Scan", "ScatterElements", "ScatterND",
    "Shape", "Slice", "Split", "Squeeze", "Tile", "TopK", "Transpose", "Trilu", "Unsqueeze",
    "Upsample(nearest)", "Where", "RoIAlign", "torch.split", "torch.zeros", "nn.Parameter",
    "einops.rearrange",
  ]
}
