import RLAArchitectures
import RLAQueries
import RLASymbolic
import RLAText

/// A free size as a field of a page.
struct SizeField {
  private let size: GeneralModel.FreeSize
  private let model: ProfiledModel

  init(_ size: GeneralModel.FreeSize, _ model: ProfiledModel) {
    self.size = size
    self.model = model
  }

  var json: JSONValue {
    [
      "name": .string(size.symbol.name), "meaning": .string(meaning),
      "value": .exact(size.value), "least": .integer(size.symbol.isUnknown ? 0 : 1),
      "assumed": .bool(size.isAssumed), "group": .string(group),
    ]
  }

  private var meaning: String {
    if size.symbol.isUnknown { return "a size known only at run time" }
    guard model.imported == nil else { return "a size that the file leaves open" }
    return switch size.symbol {
    case .batch: "images per batch"
    case .height: "image height in pixels"
    case .width: "image width in pixels"
    case .stateChannels:
      model.architecture.recurrence == nil
        ? "state channels of the RLA network whose cost this one matches"
        : "channels of the recurrent state"
    case .classes: "classes"
    default: "a size that the network leaves open"
    }
  }

  /// What kind of size it is, by which a page orders its fields.
  private var group: String {
    switch size.symbol {
    case .batch: "batch"
    case .height, .width: "size"
    case .stateChannels: "width"
    case .classes: "classes"
    default: "other"
    }
  }
}
