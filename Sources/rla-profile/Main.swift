import RLACommands

@main
enum Main {
  static func main() {
    AmpleStack.run { CommandLineTool.run() }
  }
}
