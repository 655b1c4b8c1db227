import RLACommands

@main
enum Main {
  static func main() {
    CommandLineTool.run()
  }
}
