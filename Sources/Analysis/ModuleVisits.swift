import RLANetworks

/// How often tools that walk through the modules of a network come to each layer.
///
/// One object may be an attribute of several modules, and not every walk remembers where it has
/// been. pytorchcv hands the cell that a stage shares to every unit of it.
struct ModuleVisits {
  /// By layer, ways from the whole network to it; of several attributes of one module that hold the
  /// same object, a way takes the first, as PyTorch's `children()` gives an object once.
  private let visits: [Int]
  /// By layer, its names.
  private let listings: [Int]

  init(_ network: Network) {
    guard network.registrations.count > network.layers.count else {
      (visits, listings) = ([], [])
      return
    }
    var listings = [Int](repeating: 0, count: network.layers.count)
    let root = Entry()
    for registration in network.registrations {
      listings[registration.layer] += 1
      root.add(registration.layer, at: registration.path.split(separator: "."))
    }
    var visits = [Int](repeating: 0, count: network.layers.count)
    var objects = ObjectNumbers()
    _ = root.number(&objects)
    root.visit { visits[$0] += 1 }
    (self.visits, self.listings) = (visits, listings)
  }

  /// The visits of a layer, 1 for a function.
  func visits(ofLayer layer: Int?) -> Int {
    layer.flatMap { visits.isEmpty ? nil : visits[$0] } ?? 1
  }

  /// The names of a layer, 1 for a function.
  func listings(ofLayer layer: Int?) -> Int {
    layer.flatMap { listings.isEmpty ? nil : listings[$0] } ?? 1
  }

  /// A module in the tree of names.
  private final class Entry {
    private var layer: Int?
    private var children: [Entry] = []
    private var names: [Substring] = []
    private var placesByName: [Substring: Int] = [:]
    /// What it is: two entries with the same number are one object.
    private var object = 0

    func add(_ layer: Int, at path: [Substring]) {
      var entry = self
      for name in path { entry = entry.child(name) }
      entry.layer = layer
    }

    private func child(_ name: Substring) -> Entry {
      if let place = placesByName[name] { return children[place] }
      let child = Entry()
      placesByName[name] = children.count
      names.append(name)
      children.append(child)
      return child
    }

    /// Numbers the objects from below: modules with the same layers under the same names are one.
    func number(_ objects: inout ObjectNumbers) -> Int {
      let parts = zip(names, children).map { name, child in
        ObjectNumbers.Part(name: name, object: child.number(&objects))
      }
      object = objects.number(of: ObjectNumbers.Content(layer: layer, parts: parts))
      return object
    }

    func visit(_ body: (Int) -> Void) {
      if let layer { body(layer) }
      var seen: Set<Int> = []
      for child in children where seen.insert(child.object).inserted { child.visit(body) }
    }
  }

  /// The numbers of objects by what they hold.
  private struct ObjectNumbers {
    struct Part: Hashable {
      let name: Substring
      let object: Int
    }

    struct Content: Hashable {
      let layer: Int?
      let parts: [Part]
    }

    private var numbers: [Content: Int] = [:]

    mutating func number(of content: Content) -> Int {
      if let known = numbers[content] { return known }
      let number = numbers.count
      numbers[content] = number
      return number
    }
  }
}
