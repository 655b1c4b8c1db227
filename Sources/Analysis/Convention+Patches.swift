import Networks
import Operators

/// Tools that replace functions of PyTorch, so that they see modules and functions.
extension Convention {
  public static let ptflopsPyTorch = Convention(
    id: "ptflops-pytorch@0.7.5",
    summary: "Multiply-adds with biases, 2 per norm element, rectifiers and pooling (twice).",
    source: "ptflops 0.7.5, backend pytorch, pytorch_engine.py and pytorch_ops.py.",
    remarks: [
      "ReLU and pooling modules count twice: by their hook and by the patched function inside "
        + "(sovrasov/flops-counter.pytorch#139). ReLU6 calls hardtanh and counts once.",
      "What hooks see is divided by the batch size, what patched functions see is not.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "ptflops-pytorch@0.7.5", unit: "ptflops MACs",
        rules: [
          .on(
            .convolution, .transposedConvolution, .linear, spelled: [.module], count: [],
            perImage: [.multiplyAdds, .bias]),
          .on(.nearestResize, spelled: [.function], count: [.m]),
          .on(
            .batchNormalization, .groupNormalization, spelled: [.module], count: [],
            perImage: [2 * .n]),
          .on(.relu6, spelled: [.module], count: [], perImage: [.n]),
          .on(
            .relu, .maxPooling, .averagePooling, .globalAveragePooling, spelled: [.module],
            count: [.n], perImage: [.n]),
          .on(
            .relu, .relu6, .maxPooling, .averagePooling, .globalAveragePooling,
            spelled: [.function], count: [.n]),
        ],
        zero: rearrangements.union(gates).union(arithmetic),
        zeroReason: "no rule, or written as an operator")
    ])

  public static let deepSpeed = Convention(
    id: "deepspeed@0.19.8",
    summary: "FLOPs: 2 per multiply-add, norms, rectifiers and pooling; beside it plain MACs.",
    source: "DeepSpeed 0.19.8, profiling/flops_profiler/profiler.py.",
    remarks: ["A convolution's bias counts, a linear layer's does not; ReLU6 counts 0."],
    prefix: .si,
    measures: [
      Measure(
        key: "deepspeed@0.19.8:flops", unit: "FLOPs (2 per MAC)", rules: deepSpeedRules,
        zero: deepSpeedZeros, zeroReason: "no rule, or written as an operator"),
      Measure(
        key: "deepspeed@0.19.8:macs", unit: "MACs",
        rules: [.on(.convolution, .transposedConvolution, .linear, count: [.multiplyAdds])],
        zero: allButProducts, zeroReason: "not a matrix product"),
    ])

  public static let calflops = Convention(
    id: "calflops@0.3.2",
    summary: "DeepSpeed's rules: 2 per multiply-add, norms, rectifiers and pooling.",
    source: "calflops 0.3.2, pytorch_ops.py.",
    remarks: ["A convolution's bias counts, a linear layer's does not; ReLU6 counts 0."],
    prefix: .si,
    measures: [
      Measure(
        key: "calflops@0.3.2", unit: "FLOPs (2 per MAC)", rules: deepSpeedRules,
        zero: deepSpeedZeros, zeroReason: "no rule, or written as an operator")
    ])

  private static let deepSpeedZeros = rearrangements.union(gates).union(arithmetic)
    .union([.relu6])

  private static let deepSpeedRules: [Rule] = [
    .on(.convolution, .transposedConvolution, count: [2 * .multiplyAdds, .bias]),
    .on(.nearestResize, count: [.positions]),
    .on(.linear, count: [2 * .multiplyAdds]),
    .on(.batchNormalization, count: [2 * .n]),
    .on(.groupNormalization, count: [5 * .n]),
    .on(.relu, .maxPooling, .averagePooling, .globalAveragePooling, count: [.n]),
  ]
}
