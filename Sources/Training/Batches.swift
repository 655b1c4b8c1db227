/// Images in an order, divided into batches; the last one may be smaller.
public struct Batches: Sendable {
  private let places: [Int]
  public let size: Int

  public init(_ places: [Int], size: Int) {
    precondition(size > 0, "A batch has an image.")
    self.places = places
    self.size = size
  }

  public var count: Int { (places.count + size - 1) / size }

  public subscript(index: Int) -> ArraySlice<Int> {
    places[index * size..<min((index + 1) * size, places.count)]
  }

  var all: [ArraySlice<Int>] { (0..<count).map { self[$0] } }

  /// The sizes that batches of so many images have.
  public static func sizes(of images: Int, size: Int) -> Set<Int> {
    Set([images >= size ? size : 0, images % size].filter { $0 > 0 })
  }
}
