public import Operators

/// A module of the published code: the place where layers get their names.
///
/// `layer` creates weights under a name; calling the layer applies them.
public struct Scope {
  private let builder: NetworkBuilder
  private let path: String

  init(_ builder: NetworkBuilder, path: String = "") {
    self.builder = builder
    self.path = path
  }

  /// The scope of a submodule.
  public func scope(_ name: String) -> Scope {
    Scope(builder, path: path(of: name))
  }

  /// Creates a layer under the attribute that holds it, as the state_dict spells it.
  ///
  /// Its applications count towards `part`, by default that of the `inPart` around each call.
  /// `spelling` is `subclass` where the published code wraps the class of PyTorch.
  public func layer(
    _ name: String, _ operator: some Operator, part: Part? = nil, spelling: Spelling = .module
  ) -> BuiltLayer {
    builder.layer(path(of: name), `operator`, part: part, spelling: spelling)
  }

  /// Gives an existing layer one more name: both names own the same weights.
  public func register(_ name: String, _ layer: BuiltLayer) {
    builder.register(path(of: name), layer)
  }

  /// Starts a stage: the nodes that follow belong to it.
  public func beginStage(_ name: String) {
    builder.beginStage(name)
  }

  /// Runs `body` as the code of this module, so that its functions stand under the module's path.
  public func run<Result>(_ body: () -> Result) -> Result {
    builder.running(path, body)
  }

  /// Runs `body` with its nodes counted towards `part`, where their layer does not say otherwise.
  public func inPart<Result>(_ part: Part, _ body: () -> Result) -> Result {
    builder.inPart(part, body)
  }

  private func path(of name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}
