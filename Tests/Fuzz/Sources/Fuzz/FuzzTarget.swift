/// The readers of outside input.
///
/// Each gets bytes, most of them as a text, and must end without a trap and within its promises.
enum FuzzTarget: String, CaseIterable {
  /// Architecture files.
  case architectures
  /// The networks that architecture files describe, counted at 64x64.
  case networks
  /// Reference cases of `verify`.
  case cases
  /// Saved reports of `profile` and `bench`.
  case reports
  /// The file that keeps choices of algorithms.
  case choices
  /// Conditions of `--assert` and `--where`, columns of sweeps.
  case conditions
  /// Numbers, ranges, sizes, images and bindings.
  case lists
  /// Figures as papers print them.
  case amounts
  /// Names of architectures and conventions, with suggestions.
  case names
  /// Names of networks in drawings.
  case labels
  /// ONNX models.
  case models
  /// Checkpoints: zip archives of torch.save.
  case archives
  /// Checkpoints: streams of torch.save before PyTorch 1.6, from the object on.
  case streams
  /// Checkpoints: safetensors.
  case safetensors
  /// Images of every format, by their content.
  case images
  /// Headers and numbers of arrays of NumPy.
  case arrays

  func read(_ bytes: [UInt8]) {
    switch self {
    case .models: Readers.model(bytes)
    case .archives, .safetensors: Readers.checkpoint(bytes)
    case .streams: Readers.stream(bytes)
    case .images: Readers.image(bytes)
    case .arrays: Readers.array(bytes)
    default: read(String(decoding: bytes, as: UTF8.self))
    }
  }

  private func read(_ text: String) {
    switch self {
    case .models, .archives, .streams, .safetensors, .images, .arrays: read(Array(text.utf8))
    case .architectures: Readers.architecture(text)
    case .networks: Readers.network(text)
    case .cases: Readers.referenceCase(text)
    case .reports: Readers.reports(text)
    case .choices: Readers.choices(text)
    case .conditions: Readers.condition(text)
    case .lists: Readers.lists(text)
    case .amounts: Readers.amount(text)
    case .names: Readers.names(text)
    case .labels: Readers.label(text)
    }
  }
}
