import RLAExecution
import RLAKernels
import RLAText

extension Machine {
  /// Products that reach less of the peak than this have the wrong kernels, or none for the machine.
  private static let leastProductShare = 0.6

  /// What makes the figures of a machine worse than they have to be.
  func warnings(_ roofline: Roofline) -> [String] {
    [
      productWarning(roofline) ?? choiceWarning, loadWarning(roofline), memoryWarning(roofline),
      cacheWarning(roofline),
    ].compactMap(\.self)
  }

  private func productWarning(_ roofline: Roofline) -> String? {
    guard roofline.productShare < Self.leastProductShare else { return nil }
    return "the products of BLAS reach "
      + "\(Numbers.percent(roofline.productShare, decimals: 0)) of the peak of this machine; "
      + likelyReason
  }

  /// Why products are slow, and what helps.
  private var likelyReason: String {
    guard let kernels, let core = kernels.core else {
      return "\(blas ?? "the library") is not OpenBLAS or does not name its kernels; "
        + "'apt install libopenblas0' brings one that has kernels for this processor."
    }
    if usesNarrowKernels == true {
      let vectors = "its \(core) kernels are for narrower vectors than \(widestVectors)"
      switch kernels.reason {
      case .environment:
        return "\(vectors), as OPENBLAS_CORETYPE says; '--blas-core processor' chooses for this "
          + "processor."
      case .absent(let candidate):
        return "\(vectors), and it was built without \(candidate); a newer OpenBLAS, or one built "
          + "with DYNAMIC_ARCH=1, has them."
      default:
        return "\(vectors); a newer OpenBLAS, or OPENBLAS_CORETYPE with '--blas-core environment', "
          + "may be faster."
      }
    }
    return
      "its \(core) kernels fit the processor, so that other load, or a clock that sinks under it, "
      + "is likely; measure again on an idle machine."
  }

  /// Nobody knows whether the kernels of such a library fit.
  private var choiceWarning: String? {
    guard kernels?.reason == .noChoice, usesNarrowKernels != false else { return nil }
    return
      "\(blas ?? "the library") has no switch for its kernels, which may be others than the fastest "
      + "on this processor; 'apt install libopenblas0' brings a library that has."
  }

  private func loadWarning(_ roofline: Roofline) -> String? {
    roofline.isDisturbed
      ? "another load disturbed the measurement of this machine: "
        + "\(roofline.all.threads) threads did less than one; measure again on an idle machine."
      : nil
  }

  private func memoryWarning(_ roofline: Roofline) -> String? {
    roofline.isMemoryCached
      ? "too little memory was free to leave the caches behind, so that the bandwidth of "
        + "memory is partly theirs."
      : nil
  }

  private func cacheWarning(_ roofline: Roofline) -> String? {
    switch roofline.caches.source {
    case .files: nil
    case .library:
      "the sizes of the caches are those of sysconf(3), since "
        + "/sys/devices/system/cpu/cpu*/cache cannot be read."
    case .none:
      "the system does not show the sizes of the caches, so that only the memory was "
        + "measured."
    }
  }
}

extension KernelChoice.Reason {
  /// Why a library uses its kernels, as a part of a sentence.
  var text: String {
    switch self {
    case .environment: "as OPENBLAS_CORETYPE says"
    case .library: "which it took for this processor"
    case .faster(let own, let factor):
      "\(Numbers.fixed(factor, decimals: 1)) times as fast as the \(own) that it would have taken"
    case .slower(let candidate, let factor):
      "since \(candidate), which the processor can run, took "
        + "\(Numbers.fixed(factor, decimals: 2)) times as long"
    case .absent(let candidate): "since it has no \(candidate), which the processor can run"
    case .noChoice: "those of the library, which does not choose among several"
    }
  }
}

extension Roofline {
  /// Those of one thread, and of all where they are more.
  var rates: [Rates] { one.threads == all.threads ? [one] : [one, all] }

  var json: JSONValue {
    [
      "vectors": .string(vectors),
      "gigaflops": .number(gigaflops),
      "product_gigaflops": .number(all.productGigaflops),
      "gigabytes_per_second": .number(all.streams.last?.best ?? 0),
      "memory_is_cached": .bool(isMemoryCached),
      "caches": [
        "l2_bytes": caches.l2.map(JSONValue.integer) ?? .null,
        "l3_bytes": caches.l3.map(JSONValue.integer) ?? .null,
        "last_level_bytes": .integer(caches.last),
        "source": .string(caches.source.key),
      ],
      "rates": .array(rates.map(\.json)),
    ]
  }
}

extension CacheSizes.Source {
  fileprivate var key: String {
    switch self {
    case .files: "sys"
    case .library: "sysconf"
    case .none: "none"
    }
  }
}

extension Roofline.Rates {
  fileprivate var json: JSONValue {
    [
      "threads": .integer(threads), "gigaflops": .number(gigaflops),
      "product_gigaflops": .number(productGigaflops),
      "streams": .array(
        streams.map {
          [
            "level": .string($0.level.rawValue), "bytes": .integer($0.bytes),
            "read": .number($0.read), "triad": .number($0.triad),
          ]
        }),
    ]
  }
}
