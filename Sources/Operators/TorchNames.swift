/// The names under which PyTorch knows an operator: the keys of counting tools.
///
/// Names are compared for every node of a network, so that each set of them exists once.
public final class TorchNames: Sendable {
  /// The class of the module, as PyTorch prints it: `Conv2d`; nil where there is none.
  public let module: String?
  /// The function as code writes it, with where it stands: `F.relu`, `torch.cat`, `Tensor.view`.
  public let function: String
  /// The function that the module itself calls, which tools that patch functions see.
  public let called: String
  /// The method behind an operator in code that some tool patches: `Tensor.__matmul__`.
  public let method: String?
  /// The names under which tracing and dispatching see the function: `aten::relu`.
  public let aten: [String]
  /// The same of what the module calls.
  public let calledATen: [String]

  /// - Parameters:
  ///   - module: The class of the module.
  ///   - function: The function as code writes it.
  ///   - called: What the module calls, where that is another function.
  ///   - method: The method behind an operator in code, where some tool patches it.
  ///   - aten: Names in the namespace `aten`, without the prefix.
  ///   - calledATen: Those of what the module calls, where they are others.
  ///   - printsClass: Whether reports name the operator by the class, where there is one.
  public init(
    module: String? = nil, function: String, called: String? = nil, method: String? = nil,
    aten: String..., calledATen: [String]? = nil, printsClass: Bool = true
  ) {
    self.module = module
    self.function = function
    self.called = called ?? function
    self.method = method
    self.aten = aten.map { "aten::\($0)" }
    self.calledATen = calledATen?.map { "aten::\($0)" } ?? self.aten
    let bare = function.split(separator: ".").last.map { String($0) } ?? function
    name = printsClass ? module ?? bare : bare
  }

  /// The name that reports print: the class, else the function without where it stands.
  public let name: String
}

extension TorchNames: Equatable {
  public static func == (left: TorchNames, right: TorchNames) -> Bool {
    left === right
      || left.module == right.module && left.function == right.function
        && left.called == right.called && left.method == right.method
        && left.aten == right.aten
        && left.calledATen == right.calledATen
  }
}
