import Glibc

/// The terminal that the standard output goes to.
enum Terminal {
  /// The characters of a line; nil where the standard output is no terminal.
  ///
  /// COLUMNS counts where it is set, as for other programs.
  static var width: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)), columns > 0 {
      return columns
    }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
