import RLAAnalysis
import RLAExecution
import RLAImages
import RLAKernels
import RLANetworks
import RLAQueries
import RLAReports

/// A run of a network over a data set, as `evaluate` was asked for it.
struct Evaluation {
  private let command: EvaluateCommand
  private let data: NamedDataset
  private let subject: BenchSubject
  private let machine: Machine
  private let transform: ImageTransform
  private let classes: Int
  private let clock = ContinuousClock()
  private let kept = KeptRuns()

  /// Images of a batch unless something else is asked for.
  private static let usualBatch = 32

  init(_ command: EvaluateCommand) throws(CommandFailure) {
    self.command = command
    guard let word = command.architecture else { throw .missingArchitecture }
    if RequestedNetwork.names(word).count > 1 { throw .evaluation(.severalNetworks(word)) }
    machine = try command.execution.machine()
    data = try NamedDataset(command.paths)
    subject = try Self.subject(word, command, images: data.images.count)
    let options = subject.options
    guard let classes = subject.profile.shapes.classCount else {
      throw .evaluation(.notAClassifier(subject.network.name))
    }
    self.classes = classes
    transform = try Self.transform(
      command, height: options.height, width: options.width, isStored: !data.isFolder)
    try Self.requireClasses(data, classes, of: subject.network.name)
  }

  /// The network with its weights at a size of batches that suits the number of images.
  private static func subject(
    _ word: String, _ command: EvaluateCommand, images: Int
  ) throws(CommandFailure) -> BenchSubject {
    var (model, weights) = (command.model, command.weights)
    weights.path = weights.path ?? command.published.resume
    model.givenBatch = model.givenBatch ?? command.published.batch
    // The batch of a model may be fixed by its file.
    if !ModelFile.isModel(word) {
      if weights.path == nil { throw .evaluation(.noWeights(word)) }
      let limit = model.inputSize?.batch ?? model.givenBatch ?? usualBatch
      model.givenBatch = EvenBatches.size(images, limit: limit)
      model.inputSize = model.inputSize?.withoutBatch
    }
    return try BenchSubject(
      NamedArchitecture(RequestedNetwork(word), model),
      BenchSettings(
        model: model, execution: command.execution, tuning: command.tuning, mode: .inference,
        weights: weights))
  }

  /// How images of the data set are made to fit the network.
  private static func transform(
    _ command: EvaluateCommand, height: Int, width: Int, isStored: Bool
  ) throws(CommandFailure) -> ImageTransform {
    if height != width { throw .evaluation(.notSquare(height: height, width: width)) }
    if let resize = command.resize, resize < height {
      throw .evaluation(.shortSide(resize, side: height))
    }
    // Whoever says to how many pixels wants all images resized.
    let keepsExactSize = command.resize != nil ? false : isStored ? true : nil
    return ImageTransform(
      side: height, shortSide: command.resize, keepsExactSize: keepsExactSize,
      normalization: command.normalization.normalization(besides: .imageNet))
  }

  private static func requireClasses(
    _ data: NamedDataset, _ classes: Int, of network: String
  ) throws(CommandFailure) {
    let found = data.images.classes.count
    // Of labels the largest may be missing; folders are all there.
    if data.isFolder ? found == classes : found <= classes { return }
    throw .evaluation(
      .classes(network: network, classes, path: data.path, found, areLabels: !data.isFolder))
  }

  // MARK: - Running

  func run() throws(CommandFailure) -> EvaluationReport {
    let progress = Progress()
    defer { progress.end() }
    progress.show(ProgressText.planning(subject.network.name))
    let tuner = PlanTuner(command.tuning, command.execution, machine, kept, progress)
    let plan = try subject.tuned(try subject.plan(), tuner)
    // The threads of a session are pinned, and those of the loader should not be.
    let loader = try loader()
    let session = try subject.session(plan)
    session.packWeights()
    let begin = clock.now
    var (tally, broken) = (ClassificationTally(classes: classes), [BrokenImage]())
    let count = subject.options.batch * transform.elementCount
    while let batch = loader.next({ numbers in
      session.setInput(0, from: UnsafeBufferPointer(start: numbers, count: count))
    }) {
      session.forward()
      try add(batch, session.logits, to: &tally, &broken)
      progress.showIfDue {
        ProgressText.evaluating(
          subject.network.name, done: batch.images.endIndex, of: data.images.count,
          top1: tally.total.top1Share, elapsed: begin.duration(to: clock.now))
      }
    }
    let time = begin.duration(to: clock.now)
    if tally.total.images == 0, let first = broken.first {
      throw .evaluation(.allBroken(data.path, first: first.name, first.failure))
    }
    return report(tally, broken, plan, time)
  }

  private var workers: Int { command.workers ?? command.execution.threadCount }

  private func loader() throws(CommandFailure) -> BatchLoader {
    let (images, transform) = (data.images, transform)
    return try subject.planning(subject.network.name) { () throws(PlanFailure) in
      do throws(BatchLoader.Failure) {
        return try BatchLoader(
          Array(0..<images.count), batch: subject.options.batch,
          elementCount: transform.elementCount, threads: workers
        ) { index, target throws(ImageFailure) in
          try images.evaluationInput(index, transform, into: target)
        }
      } catch {
        throw PlanFailure(error)
      }
    }
  }

  private func add(
    _ batch: BatchLoader.Batch, _ logits: [Float], to tally: inout ClassificationTally,
    _ broken: inout [BrokenImage]
  ) throws(CommandFailure) {
    for (place, image) in batch.images.enumerated() {
      if let failure = batch.failures[place] {
        let name = data.images.name(image)
        if case .noLibrary(let library) = failure {
          throw .evaluation(.noLibrary(library, image: name))
        }
        broken.append(BrokenImage(name: name, failure))
      } else {
        tally.add(
          logits[place * classes..<(place + 1) * classes], label: data.images.label(image))
      }
    }
  }

  private func report(
    _ tally: ClassificationTally, _ broken: [BrokenImage], _ plan: ExecutionPlan,
    _ time: Duration
  ) -> EvaluationReport {
    EvaluationReport(
      tally,
      data: EvaluationReport.Data(
        path: data.path, images: data.images.count,
        classes: data.isFolder ? data.images.classes : nil),
      EvaluationReport.Conditions(
        plan: plan, machine: machine, transform: transform, workers: workers, time: time,
        weights: subject.fileRun),
      broken: broken, byClass: command.by == .class, confusions: command.confusions)
  }
}

extension PlanFailure {
  /// Why nothing reads the images of a run.
  init(_ failure: BatchLoader.Failure) {
    self =
      switch failure {
      case .memory(let bytes): .resources(.memory(bytes: bytes))
      case .threads(let wanted, let started):
        .resources(.threads(wanted: wanted, started: started))
      }
  }
}
