extension String {
  /// The text with everything that moves a cursor or has no form of its own written out: `\u{1B}`.
  package var printable: String {
    if unicodeScalars.allSatisfy(\.isPrintable) { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      text +=
        scalar.isPrintable
        ? "\(scalar)" : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
}

extension Unicode.Scalar {
  /// Whether a page shows the character: controls, marks of direction and line ends it does not.
  package var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    // XML has no spelling for these.
    default: !properties.isNoncharacterCodePoint
    }
  }
}
