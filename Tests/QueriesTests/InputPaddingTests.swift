import RLAQueries
import Testing

@Suite struct InputPaddingTests {
  @Test func `Both sizes are rounded up to multiples`() {
    func padded(_ height: Int, _ width: Int, _ divisor: Int) -> NumberList.Size {
      InputPadding(.init(height: height, width: width), divisor: divisor).padded
    }
    #expect(padded(800, 1333, 32) == .init(height: 800, width: 1344))
    #expect(padded(1, 32, 32) == .init(height: 32, width: 32))
    #expect(padded(33, 65, 32) == .init(height: 64, width: 96))
    #expect(padded(225, 17, 1) == .init(height: 225, width: 17))
    // What cannot be rounded up within 64 bits stays, and is refused with its counts.
    #expect(padded(.max, 5, 2) == .init(height: .max, width: 6))
  }
}
