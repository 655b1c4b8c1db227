internal import CRLACairo

/// The functions of the library, which stays open.
struct CairoLibrary: @unchecked Sendable {
  private static let name = "libcairo.so.2"

  let functions: rla_cairo

  static let opened = Result { () throws(PlotFailure) in try CairoLibrary(name) }

  /// - Throws: `PlotFailure.noLibrary` where no library of this name has them all.
  init(_ name: String) throws(PlotFailure) {
    let functions: rla_cairo? = withUnsafeTemporaryAllocation(
      of: rla_cairo.self, capacity: 1
    ) { place in
      guard let place = place.baseAddress, rla_cairo_open(name, place) == 0 else { return nil }
      return place.pointee
    }
    guard let functions else { throw .noLibrary(name) }
    self.functions = functions
  }
}

/// Why a plot cannot be written, as facts.
package enum PlotFailure: Error, Hashable, Sendable {
  /// The library of this name is not installed.
  case noLibrary(String)
  /// The library refuses, in its words; the memory of a bitmap above all.
  case refused(PlotFormat, reason: String)
}
