import RLAQueries
import Testing

@Suite struct ImageInputTests {
  @Test(arguments: [
    ("224", 224, 224), ("1280x800", 1280, 800), ("1280X800", 1280, 800), ("1280×800", 1280, 800),
    ("1280,800", 1280, 800), (" 64 x 32 ", 64, 32), ("64, 32", 64, 32),
  ])
  func `What is plain is taken`(text: String, height: Int, width: Int) throws {
    let input = try ImageInput(parsing: text)
    #expect(input.height == height && input.width == width)
    #expect(input.channels == nil && input.batch == nil)
  }

  @Test func `A shape says channels and batch too`() throws {
    let input = try ImageInput(parsing: "8x3x64x32")
    #expect(input.batch == 8 && input.channels == 3 && input.height == 64 && input.width == 32)
    let image = try ImageInput(parsing: "1x64×32")
    #expect(image.batch == nil && image.channels == 1 && image.height == 64)
  }

  @Test(arguments: [
    ("1e3", ExpressionFailure.Reason.notInDigits("1e3")), ("22.4", .notInDigits("22.4")),
    ("99999999999999999999", .tooLarge("99999999999999999999")),
    ("1x2x3x4x5", .notASize([1, 2, 3, 4, 5])), ("0", .notPositive(0)), ("-3", .notPositive(-3)),
    ("12x", .expected(.wholeNumber, found: nil)), ("1,2,3", .expected(.end, found: ",")),
    ("", .expected(.wholeNumber, found: nil)), ("64:128", .expected(.end, found: ":")),
  ])
  func `Everything else is refused`(text: String, reason: ExpressionFailure.Reason) {
    #expect(throws: (any Error).self) { try ImageInput(parsing: text) }
    do throws(ExpressionFailure) {
      _ = try ImageInput(parsing: text)
    } catch {
      #expect(error.reason == reason)
    }
  }

  @Test func `Lists take the same sizes, but no shapes`() throws {
    let sizes = try NumberList.sizes("64×32, 7 x 9,224")
    #expect(sizes.map(\.description) == ["64x32", "7x9", "224"])
    let failure = #expect(throws: ExpressionFailure.self) { try NumberList.sizes("3x64x64") }
    #expect(failure?.reason == .notASize([3, 64, 64]))
  }
}
