/// The names under which PyTorch knows an operator: the keys of counting tools.
///
/// Names are compared for every node of a network, so each set of names is stored only once.
public final class TorchNames: Sendable {
  /// The class of the module, as PyTorch prints it: `Conv2d`; nil where there is none.
  public let module: String?
  /// The function with its namespace: `F.relu`, `torch.cat`, `Tensor.view`.
  public let function: String
  /// The function that the module itself calls, which tools that patch functions see.
  public let called: String
  /// The class, and the class with its mode: `Upsample(bilinear)`.
  ///
  /// The hooks of some tools depend on the mode.
  public let moduleKeys: [String]
  /// The function, and the function with the argument that distinguishes two uses:
  /// `F.interpolate(size)`.
  public let functionKeys: [String]
  /// The same for what the module calls.
  public let calledKeys: [String]
  /// The method of an operator in code, where some tool patches it: `Tensor.__matmul__`.
  public let method: String?
  /// The names of the function in traces and in the dispatcher: `aten::relu`.
  public let aten: [String]
  /// The same for what the module calls.
  public let calledATen: [String]

  /// - Parameters:
  ///   - module: The class of the module.
  ///   - function: The function with its namespace.
  ///   - called: What the module calls, where that is another function.
  ///   - method: The method of an operator in code, where some tool patches it.
  ///   - aten: Names in the namespace `aten`, without the prefix.
  ///   - calledATen: Those of what the module calls, where they are others.
  ///   - moduleMode: The mode of the module, where hooks of tools depend on it.
  ///   - argument: The argument of the function that distinguishes two uses.
  ///   - printsClass: Whether reports name the operator by the class, where there is one.
  public init(
    module: String? = nil, function: String, called: String? = nil, method: String? = nil,
    aten: String..., calledATen: [String]? = nil, moduleMode: String? = nil,
    argument: String? = nil, printsClass: Bool = true
  ) {
    self.module = module
    self.function = function
    self.called = called ?? function
    self.method = method
    moduleKeys = module.map { Self.keys($0, moduleMode) } ?? []
    functionKeys = Self.keys(function, argument)
    calledKeys = Self.keys(self.called, argument)
    self.aten = aten.map { "aten::\($0)" }
    self.calledATen = calledATen?.map { "aten::\($0)" } ?? self.aten
    let bare = function.split(separator: ".").last.map { String($0) } ?? function
    name = printsClass ? module ?? bare : bare
  }

  private static func keys(_ name: String, _ detail: String?) -> [String] {
    detail.map { [name, "\(name)(\($0))"] } ?? [name]
  }

  /// The name that reports print: the class, else the function without its namespace.
  public let name: String
}

extension TorchNames: Equatable {
  public static func == (left: TorchNames, right: TorchNames) -> Bool {
    left === right
      || left.moduleKeys == right.moduleKeys && left.functionKeys == right.functionKeys
        && left.calledKeys == right.calledKeys && left.method == right.method
        && left.aten == right.aten
        && left.calledATen == right.calledATen
  }
}
