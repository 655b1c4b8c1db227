import RLANetworks

/// What the nodes at one place of the code cost: the applications of a layer, or the functions that
/// a scope calls.
struct PlaceCost: Sendable {
  /// The path of the layer or of the scope.
  let path: String
  var metrics: Metrics
  /// The last node that belongs to the backbone, and the last of all; -1 where there is none.
  var lastNode = (backbone: -1, any: -1)
}

extension Profile {
  /// Adds up every node once, at its place; the places in the order of their first nodes.
  func addedPlaces() -> [PlaceCost] {
    var places: [PlaceCost] = []
    var byLayer = [Int?](repeating: nil, count: network.layers.count)
    var byScope: [String: Int] = [:]
    var lastScope = (path: "", number: Int?.none)
    func open(_ path: String, in places: inout [PlaceCost]) -> Int {
      places.append(PlaceCost(path: path, metrics: none))
      return places.count - 1
    }
    for (index, node) in network.nodes.enumerated() {
      let number: Int
      switch node.action {
      case .layer(let layer):
        number = byLayer[layer] ?? open(network.layers[layer].path, in: &places)
        byLayer[layer] = number
      case .function(_, let scope):
        if let last = lastScope.number, lastScope.path == scope {
          number = last
        } else {
          if let known = byScope[scope] {
            number = known
          } else {
            number = open(scope, in: &places)
            byScope[scope] = number
          }
          lastScope = (scope, number)
        }
      }
      add(node: index, to: &places[number].metrics)
      places[number].lastNode.any = index
      if network.isMain(node) { places[number].lastNode.backbone = index }
    }
    return places
  }
}
