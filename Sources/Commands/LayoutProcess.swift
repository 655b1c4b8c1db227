import Glibc
import RLADiagrams
import RLAExecution
import SystemPackage

/// Renders in a process of its own, this program with `LayoutCommand`, so that a crash or an endless
/// layout ends there.
struct LayoutProcess: GraphRenderer {
  /// The threads of the other process: its first, the one that draws, and those with which Pango
  /// looks for fonts, which traps where the system refuses one.
  private static let threads = 6

  func render(
    _ dot: String, as format: DiagramFormat
  ) throws(RenderFailure) -> RenderedDiagram {
    let (answer, ending) = try answered(dot, format)
    return try result(answer, ending)
  }

  private func answered(
    _ dot: String, _ format: DiagramFormat
  ) throws(RenderFailure) -> ([UInt8]?, Child.Ending) {
    do throws(Errno) {
      if let left = ProcessorLimits().threadsLeft, left < Self.threads {
        throw .resourceTemporarilyUnavailable
      }
      let child = try Child(["rla-profile", LayoutCommand.name, format.rawValue])
      // A child that has died is known by its answer.
      try? child.input.put(Array("\(dot.utf8.count)\n\(dot)".utf8))
      let progress = Progress()
      defer { progress.end() }
      let begin = ContinuousClock.now
      let answer = try child.answer(until: begin + .seconds(LayoutLimits.waitedSeconds)) {
        let waited = (ContinuousClock.now - begin).components.seconds
        progress.show(Wording.layingOut(seconds: Int(waited)))
      }
      return (answer, child.end())
    } catch {
      throw .process(reason: error.reason)
    }
  }

  private func result(
    _ answer: [UInt8]?, _ ending: Child.Ending
  ) throws(RenderFailure) -> RenderedDiagram {
    guard let answer else { throw .time(seconds: LayoutLimits.waitedSeconds) }
    switch ending {
    case .signal(SIGXCPU): throw .time(seconds: LayoutLimits.processorSeconds)
    case .signal(let number): throw .crash(signal: number)
    case .code(LastResort.memoryCode): throw .memory
    case .code(let code):
      guard let result = RenderReply.result(of: answer) else {
        throw .process(reason: "it ended with code \(code)")
      }
      return try result.get()
    }
  }
}
