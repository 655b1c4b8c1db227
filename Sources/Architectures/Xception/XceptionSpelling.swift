/// How a code names the layers of an Xception.
struct XceptionSpelling {
  let code: Xception.Code

  init(_ code: Xception.Code) {
    self.code = code
  }

  /// The names of one unit.
  struct Unit {
    /// The module that holds it.
    let path: String
    let shortcut: (convolution: String, norm: String)
    /// The names of a repetition by its place, given whether the first has a ReLU.
    let repetition: (Int, Bool) -> XceptionRepetition.Names
    let pool: (XceptionUnit) -> String
  }

  /// What stands before the number of a unit of the middle flow.
  var middlePrefix: String {
    switch code {
    case .timm: "block"
    case .pytorchcv: "features.stage3.unit"
    case .cifar: "middel_flow.middel_block."
    }
  }

  /// The names of a unit.
  ///
  /// - Parameters:
  ///   - flow: The flow that it belongs to.
  ///   - number: Its place there, from 0.
  ///   - place: Its place among all units, from 0.
  /// - Returns: The names.
  func unit(_ flow: XceptionFlow, _ number: Int, place: Int) -> Unit {
    switch (code, flow) {
    case (.timm, _):
      Unit(
        path: "\(middlePrefix)\(place + 1)", shortcut: ("skip", "skipbn"),
        repetition: { listed("rep", "conv1", $0, $1) },
        pool: { "rep.\(Self.number($0.repetitions, 0, $0.startsWithReLU))" })
    case (.pytorchcv, .entry): pytorchcv("features.stage\(number + 1).unit1")
    case (.pytorchcv, .middle): pytorchcv("\(middlePrefix)\(number + 2)")
    case (.pytorchcv, .exit): pytorchcv("features.stage4.unit1")
    case (.cifar, .entry): cifar("entry_flow", "conv\(number + 3)_")
    case (.cifar, .exit): cifar("exit_flow", "")
    case (.cifar, .middle):
      Unit(
        path: "\(middlePrefix)\(number)", shortcut: ("", ""),
        repetition: { index, _ in listed("conv\(index + 1)", "depthwise", 0, true) },
        pool: { _ in "" })
    }
  }

  /// The number of a layer in a list of ReLU, convolution and norm, of which the first ReLU may be
  /// left out.
  private static func number(_ repetition: Int, _ layer: Int, _ startsWithReLU: Bool) -> Int {
    3 * repetition + layer - (startsWithReLU ? 0 : 1)
  }

  private func listed(
    _ list: String, _ filter: String, _ repetition: Int, _ startsWithReLU: Bool
  ) -> XceptionRepetition.Names {
    func path(_ layer: Int) -> String {
      "\(list).\(Self.number(repetition, layer, startsWithReLU))"
    }
    return .init(
      relu: path(0), filter: "\(path(1)).\(filter)", pointwise: "\(path(1)).pointwise",
      norm: path(2))
  }

  private func pytorchcv(_ path: String) -> Unit {
    Unit(
      path: path, shortcut: ("identity_conv.conv", "identity_conv.bn"),
      repetition: { index, _ in
        let block = "body.block\(index + 1)"
        return .init(
          relu: "\(block).activ", filter: "\(block).conv.dw_conv",
          pointwise: "\(block).conv.pw_conv", norm: "\(block).bn")
      },
      pool: { _ in "body.pool" })
  }

  private func cifar(_ path: String, _ prefix: String) -> Unit {
    Unit(
      path: path, shortcut: ("\(prefix)shortcut.0", "\(prefix)shortcut.1"),
      repetition: { listed("\(prefix)residual", "depthwise", $0, $1) },
      pool: { "\(prefix)residual.\(Self.number($0.repetitions, 0, $0.startsWithReLU))" })
  }
}
