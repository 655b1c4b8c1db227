import RLAText

/// Texts that occur often, known by their numbers.
struct NumberedTexts {
  private var numbers: [String: Int] = [:]
  private var texts: [String] = []

  mutating func number(of text: String) -> Int {
    if let known = numbers[text] { return known }
    numbers[text] = texts.count
    texts.append(text)
    return texts.count - 1
  }

  var json: JSONValue { .array(texts.map { .string($0) }) }
}
