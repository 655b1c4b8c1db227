import Foundation
import RLATraining

/// A process of a training that is a thread of a test.
final class ThreadProcess: ProcessGroup {
  let place: ProcessPlace
  let localCount: Int
  private let meeting: Meeting

  /// Processes that have each other.
  static func group(of count: Int) -> [ThreadProcess] {
    let meeting = Meeting(count)
    return (0..<count).map {
      ThreadProcess(ProcessPlace(rank: $0, count: count), meeting)
    }
  }

  private init(_ place: ProcessPlace, _ meeting: Meeting) {
    (self.place, localCount, self.meeting) = (place, place.count, meeting)
  }

  /// Runs something as each process of a group, side by side.
  static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (ThreadProcess) throws -> Result
  ) throws -> [Result] {
    let results = Results<Result>(count)
    let threads = group(of: count).map { process in
      Thread { results.set(process.place.rank, Swift.Result { try body(process) }) }
    }
    for thread in threads { thread.start() }
    return try results.all()
  }

  func sum(_ values: UnsafeMutableBufferPointer<Float>) {
    let all = meeting.gather(place.rank, values.map(Double.init))
    for index in values.indices {
      values[index] = all.reduce(0) { $0 + Float($1[index]) }
    }
  }

  func sum(_ values: inout [Double]) {
    let all = meeting.gather(place.rank, values)
    values = values.indices.map { index in all.reduce(0) { $0 + $1[index] } }
  }

  func least(_ values: inout [Int32]) {
    let all = meeting.gather(place.rank, values.map(Double.init))
    values = values.indices.map { index in Int32(all.map { $0[index] }.min() ?? 0) }
  }

  func broadcast(_ values: inout [Float]) {
    values = meeting.gather(place.rank, values.map(Double.init))[0].map { Float($0) }
  }
}

/// Where threads wait for each other and hand over numbers.
private final class Meeting: @unchecked Sendable {
  private let condition = NSCondition()
  private let count: Int
  private var given: [Int: [Double]] = [:]
  private var last: [[Double]] = []
  private var round = 0

  init(_ count: Int) { self.count = count }

  /// The numbers of all, once all have given theirs.
  func gather(_ rank: Int, _ values: [Double]) -> [[Double]] {
    condition.lock()
    defer { condition.unlock() }
    let own = round
    given[rank] = values
    if given.count == count {
      last = (0..<count).compactMap { given[$0] }
      given = [:]
      round += 1
      condition.broadcast()
    }
    while round == own { condition.wait() }
    return last
  }
}

/// What threads came to.
private final class Results<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var results: [Result<Value, any Error>?]

  init(_ count: Int) { results = Array(repeating: nil, count: count) }

  func set(_ rank: Int, _ result: Result<Value, any Error>) {
    condition.lock()
    defer { condition.unlock() }
    results[rank] = result
    condition.broadcast()
  }

  func all() throws -> [Value] {
    condition.lock()
    defer { condition.unlock() }
    while results.contains(where: { $0 == nil }) { condition.wait() }
    return try results.compactMap { try $0?.get() }
  }
}
