import Foundation
import Testing

/// The program where `ulimit -s` leaves little stack.
@Suite struct SmallStackTests {
  @Test(arguments: [
    "-a resnet50_rla --layers", "formula -a rla_mobilenetv2", "compare resnet50 resnet50_rla",
    "sweep -a mobilenet_v2 --input-size 64,96", "diagram -a mobilenet_v2 --format dot",
    "-a mobilenet_v2 --assert '\(String(repeating: "macs + ", count: 500))macs > 1'",
  ])
  func `An answer does not depend on the size of the stack`(arguments: String) throws {
    try inFolder { folder in
      let plain = try ProgramRun.shell("rla-profile \(arguments); echo $?", in: folder)
      let small = try ProgramRun.shell(
        "ulimit -s 128; rla-profile \(arguments); echo $?", in: folder)
      #expect(plain.hasSuffix("\n0\n") && small == plain, "\(small)")
    }
  }
}
