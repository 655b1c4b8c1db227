import RLAAnalysis
package import RLAPlots
package import RLAQueries
import RLASymbolic
import RLAText

/// What the parts of a network cost, as areas.
package enum CostPlot {
  /// The modules and calls of a network.
  ///
  /// - Returns: The plot; nil where some count is no number.
  package static func areas(
    of model: ProfiledModel, by measure: CostMeasure, _ form: PartitionPlot.Form
  ) -> PartitionPlot? {
    let profile = model.profile
    guard let stacks = FoldedStacks(profile, by: measure) else { return nil }
    let tree = PlotTree(
      model.name, stacks.stacks.map { ($0.frames.dropFirst(), Double($0.count)) })
    let input = profile.shapes.input.values.map { "input \(Numbers.sizes($0)), " } ?? ""
    let unit = measure.unit.isEmpty ? "" : " \(measure.unit)"
    return PartitionPlot(
      form: form, title: "\(model.name): \(measure.name) by module",
      subtitle: "\(input)\(Numbers.grouped(stacks.total))\(unit) in all; \(measure.summary)",
      tree: tree)
  }
}
