import RLANetworks
import RLASymbolic

extension NearestResize: ONNXExportable {
  /// Positions as PyTorch has them: `⌊y · in / out⌋`.
  func export(_ site: ExportSite) {
    // The batch and the channels are those of the map, height and width those of the other one.
    let sizes = site.sizes { ($0 < 2 ? 0 : 1, $0) }
    site.node(
      "Resize", [site.inputs[0], "", "", sizes],
      [
        .string("mode", "nearest"), .string("coordinate_transformation_mode", "asymmetric"),
        .string("nearest_mode", "floor"),
      ])
  }
}
