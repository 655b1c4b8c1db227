import RLAImages

/// The processes that train one network together, each on its share of every batch.
///
/// All of them call each function in the same order, with as many values; only one thread of a process
/// does at a time.
public protocol ProcessGroup: AnyObject, Sendable {
  var place: ProcessPlace { get }
  /// How many of them run on this machine.
  var localCount: Int { get }

  /// Puts the sum of all processes into each place, the same on all of them to the last bit.
  func sum(_ values: UnsafeMutableBufferPointer<Float>)
  func sum(_ values: inout [Double])
  /// Puts the least of all processes into each place.
  func least(_ values: inout [Int32])
  /// Gives all processes the values of the first.
  func broadcast(_ values: inout [Float])
}

/// A process that trains alone.
public final class SingleProcess: ProcessGroup {
  public let place = ProcessPlace(rank: 0, count: 1)
  public let localCount = 1

  public init() {}

  public func sum(_ values: UnsafeMutableBufferPointer<Float>) {}
  public func sum(_ values: inout [Double]) {}
  public func least(_ values: inout [Int32]) {}
  public func broadcast(_ values: inout [Float]) {}
}

extension ProcessGroup {
  /// Whether this is the first process that has something to report; nil where none has.
  package func isFirst(reporting hasReport: Bool) -> Bool? {
    var reporter = [Int32(hasReport ? place.rank : place.count)]
    least(&reporter)
    return reporter[0] == place.count ? nil : reporter[0] == place.rank
  }

  /// Does what may fail on all processes at once.
  ///
  /// - Parameter body: What every process does.
  /// - Returns: The result of this one, and whether it is the first that failed; nil where none did.
  package func attempt<Success, Failure>(
    _ body: () throws(Failure) -> Success
  ) -> (result: Result<Success, Failure>, isFirstFailure: Bool?) {
    let result = Result { () throws(Failure) in try body() }
    let hasFailed = if case .failure = result { true } else { false }
    return (result, isFirst(reporting: hasFailed))
  }

  /// The score of all processes.
  func sum(_ score: Score) -> Score {
    var sums = [Double(score.images), score.lossSum, Double(score.top1), Double(score.top5)]
    sum(&sums)
    return Score(images: Int(sums[0]), lossSum: sums[1], top1: Int(sums[2]), top5: Int(sums[3]))
  }

  /// Does something of which every process does its own, so that all go on or none.
  ///
  /// - Parameters:
  ///   - isInterrupted: Whether this process was asked to stop.
  ///   - body: What may fail here and not elsewhere.
  /// - Returns: The result; nil where some process was asked to stop.
  /// - Throws: The failure on the first process that has one, `TrainingFailure.elsewhere` on all others.
  func together<Success>(
    isInterrupted: Bool = false, _ body: () throws(TrainingFailure) -> Success
  ) throws(TrainingFailure) -> Success? {
    let (result, isFirstFailure) = attempt(body)
    if isFirstFailure == false { throw .elsewhere }
    if isFirstFailure == true { return try result.get() }
    var goesOn: [Int32] = [isInterrupted ? 0 : 1]
    least(&goesOn)
    return goesOn[0] == 0 ? nil : try result.get()
  }
}
