import RLANetworks
import RLASymbolic

extension RoIAlign: ONNXExportable {
  /// The first version that shifts coordinates by half a pixel.
  var exportVersions: ExportVersions { ExportVersions(least: 16) }

  /// A call of a function of the model, whose body reads each region from its level.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let regions = regions.value else { throw site.failure(.openSize) }
    let function = function(regions: regions, opset: site.opset)
    site.exporter.append(function)
    var call = WrittenNode(
      function.name, site.name, [site.exporter.proposals()] + site.inputs, site.outputs)
    call.domain = function.domain
    call.notes = [
      Self.operatorKey: kind.name, "regions": "\(regions)", "size": "\(size)",
      "strides": strides.map { "\($0)" }.joined(separator: ","),
    ]
    site.exporter.append(call)
  }

  /// The note that names the operator that a function is.
  static let operatorKey = "operator"

  /// The operator that the notes on a call describe; nil where they do not.
  init?(notes: [String: String]) {
    let strides = notes["strides"]?.split(separator: ",").map { Int($0) } ?? []
    guard let regions = notes["regions"].flatMap({ Int($0) }), regions > 0,
      let size = notes["size"].flatMap({ Int($0) }), size > 0, !strides.isEmpty,
      strides.allSatisfy({ $0 ?? 0 > 0 })
    else { return nil }
    self.init(regions: Dim(regions), size: size, strides: strides.compactMap(\.self))
  }

  /// The function `(proposals, finest, coarser…) → grids` for N×P×4 boxes.
  ///
  /// A box that belongs to another level becomes one of no size, which samples nothing and gives
  /// zeros, so the sum over the levels has each region once.
  private func function(regions: Int, opset: Int) -> WrittenFunction {
    var body = FunctionBody()
    let first = body.add(
      "Slice", ["proposals", body.vector([0]), body.vector([regions]), body.vector([1])])
    let boxes = body.add("Reshape", [first, body.vector([-1, 4])])
    let images = body.images(of: "proposals", regions: regions)
    let level = body.level(of: boxes, last: strides.count - 1)
    let grids = strides.enumerated().map { number, stride -> String in
      let isHere = body.add("Equal", [level, body.number(Double(number))])
      let factor = body.add("Cast", [isHere], [.int("to", ONNXType.number(of: .float32))])
      return body.add(
        "RoiAlign", ["level\(number)", body.add("Mul", [boxes, factor]), images],
        [
          .int("output_height", size), .int("output_width", size),
          .int("sampling_ratio", 0), .float("spatial_scale", 1 / Double(stride)),
          .string("mode", "avg"), .string("coordinate_transformation_mode", "half_pixel"),
        ])
    }
    body.nodes.append(WrittenNode("Sum", "", grids, ["grids"]))
    return WrittenFunction(
      name: "\(kind.name)_\(regions)_\(size)x\(size)", domain: ONNXExport.domain,
      inputs: ["proposals"] + strides.indices.map { "level\($0)" }, outputs: ["grids"],
      nodes: body.nodes, opsets: ["": opset])
  }
}

/// The nodes of a function while they are written.
private struct FunctionBody {
  var nodes: [WrittenNode] = []

  mutating func add(
    _ type: String, _ inputs: [String] = [], _ attributes: [ONNXAttribute] = []
  ) -> String {
    let name = "\(type)_\(nodes.count)"
    nodes.append(WrittenNode(type, "", inputs, [name], attributes))
    return name
  }

  mutating func number(_ number: Double) -> String {
    add("Constant", [], [.tensor("value", ONNXTensor("", reals: [number], isVector: false))])
  }

  mutating func vector(_ numbers: [Int]) -> String {
    add("Constant", [], [.tensor("value", ONNXTensor("", wholes: numbers))])
  }

  mutating func scalar(_ number: Int) -> String {
    add("Constant", [], [.tensor("value", ONNXTensor("", wholes: [number], isVector: false))])
  }

  /// By region, the number of its image.
  mutating func images(of proposals: String, regions: Int) -> String {
    let count = add("Shape", [proposals], [.int("start", 0), .int("end", 1)])
    let scalar = add("Squeeze", [count, vector([0])])
    let numbers = add("Range", [self.scalar(0), scalar, self.scalar(1)])
    let column = add("Unsqueeze", [numbers, vector([1])])
    let sizes = add("Concat", [count, vector([regions])], [.int("axis", 0)])
    return add("Reshape", [add("Expand", [column, sizes]), vector([-1])])
  }

  /// By region, the level that it is read from, as a column: `⌊log₂(√(width·height) / 56 + 10⁻⁶)⌋`
  /// within the levels.
  mutating func level(of boxes: String, last: Int) -> String {
    func corner(_ body: inout FunctionBody, _ range: Range<Int>) -> String {
      let (start, end) = (body.vector([range.lowerBound]), body.vector([range.upperBound]))
      return body.add("Slice", [boxes, start, end, body.vector([1])])
    }
    let sides = add("Sub", [corner(&self, 2..<4), corner(&self, 0..<2)])
    let width = add("Slice", [sides, vector([0]), vector([1]), vector([1])])
    let height = add("Slice", [sides, vector([1]), vector([2]), vector([1])])
    let area = add("Relu", [add("Mul", [width, height])])
    let scale = add("Div", [add("Sqrt", [area]), number(56)])
    let logarithm = add("Log", [add("Add", [scale, number(1e-6)])])
    let level = add("Floor", [add("Div", [logarithm, number(0.6931471805599453)])])
    return add("Clip", [level, number(0), number(Double(last))])
  }
}
