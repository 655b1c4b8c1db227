import RLAText

/// A drawing as data: what stands where, in points of 1/72 inch, y downward.
///
/// Plots are functions from values to scenes; `svg` and `CairoCanvas` write one.
package struct PlotScene: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// How a line is drawn.
  package struct Stroke: Hashable, Sendable {
    package var color: PlotColor
    package var width: Double
    /// Lengths of dashes and gaps in turn; none for a solid line.
    package var dashes: [Double]

    package init(_ color: PlotColor, width: Double = 1, dashes: [Double] = []) {
      self.color = color
      self.width = width
      self.dashes = dashes
    }
  }

  package struct Text: Hashable, Sendable {
    /// What stands at the place of the text.
    package enum Anchor: String, Sendable {
      case start
      case middle
      case end
    }

    package var text: String
    /// A point of the base line.
    package var place: Point
    package var size: Double
    package var anchor: Anchor
    package var isBold: Bool
    package var color: PlotColor

    /// Characters that have no form are written out.
    package init(
      _ text: String, _ x: Double, _ y: Double, size: Double, anchor: Anchor = .start,
      isBold: Bool = false, color: PlotColor = .ink
    ) {
      self.text = text.printable
      place = Point(x, y)
      self.size = size
      self.anchor = anchor
      self.isBold = isBold
      self.color = color
    }

    /// What the text covers.
    package var frame: PlotFrame {
      let width = TextWidth.of(text, size: size, isBold: isBold)
      let left =
        switch anchor {
        case .start: place.x
        case .middle: place.x - width / 2
        case .end: place.x - width
        }
      return PlotFrame(
        left: left, top: place.y - 0.76 * size, right: left + width, bottom: place.y + 0.24 * size)
    }
  }

  package enum Mark: Hashable, Sendable {
    case line([Point], Stroke)
    case polygon([Point], fill: PlotColor?, stroke: Stroke?)
    case disk(Point, radius: Double, fill: PlotColor?, stroke: Stroke?)
    case text(Text)
  }

  package var width: Double
  package var height: Double
  /// What is drawn, for those who cannot see it.
  package var title: String
  package var description: String
  /// In the order in which they are drawn.
  package var marks: [Mark]

  package init(
    width: Double, height: Double, title: String, description: String, marks: [Mark] = []
  ) {
    self.width = width
    self.height = height
    self.title = title.printable
    self.description = description.printable
    self.marks = marks
  }

  /// The texts in their order.
  package var texts: [Text] {
    marks.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}

/// A rectangle with sides along the axes, y downward.
package struct PlotFrame: Hashable, Sendable {
  package var left: Double
  package var top: Double
  package var right: Double
  package var bottom: Double

  package init(left: Double, top: Double, right: Double, bottom: Double) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  package var width: Double { right - left }
  package var height: Double { bottom - top }

  /// Whether both cover a common area.
  package func overlaps(_ other: PlotFrame) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  package func contains(_ other: PlotFrame) -> Bool {
    left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom
  }

  /// Its corners, clockwise from the upper left one.
  package var corners: [PlotScene.Point] {
    [
      PlotScene.Point(left, top), PlotScene.Point(right, top), PlotScene.Point(right, bottom),
      PlotScene.Point(left, bottom),
    ]
  }
}
