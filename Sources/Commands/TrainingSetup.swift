import RLAAnalysis
import RLAArchitectures
import RLACheckpoints
import RLAExecution
import RLAImages
import RLAKernels
import RLANetworks
import RLAReports
import RLASymbolic
import RLATraining

/// Network, images and settings of a training, checked before anything runs.
struct TrainingSetup {
  let network: Network
  let settings: TrainingSettings
  let training: TrainingImages
  let validation: TrainingImages
  /// Threads that read images.
  let workers: Int
  private let group: any ProcessGroup
  private let rule: InitialWeights.Rule
  private let tunes: Bool

  init(
    _ command: TrainCommand, resumed: ResumedTraining?, _ group: any ProcessGroup
  ) throws(CommandFailure) {
    self.group = group
    let settings = command.training.settings(resumed, group)
    self.settings = settings
    if settings.share == 0 {
      throw .training(.batch(settings.recipe.batch, processes: settings.processes))
    }
    let measuring = [("--tune", command.training.tune), ("--estimate", command.estimate)]
    if settings.processes > 1, let (option, _) = measuring.first(where: \.1) {
      throw .training(.alone(option, processes: settings.processes))
    }
    let data = try TrainingData(command.data)
    tunes = command.training.tune
    workers = command.training.workers ?? settings.threads
    let transform = ImageTransform(
      side: settings.side, keepsExactSize: data.isStored ? true : nil,
      normalization: settings.normalization)
    func images(_ source: any LabeledImages) -> TrainingImages {
      TrainingImages(
        source, transform, seed: settings.seed, isAugmented: settings.isAugmented)
    }
    (training, validation) = (images(data.training), images(data.validation))
    if training.count == 0 { throw .training(.noImages("training")) }
    if validation.count == 0 { throw .training(.noImages("validation")) }
    let named = try Self.named(
      command, classes: max(training.classes.count, validation.classes.count))
    network = named.network
    rule = named.architecture is MobileNetV2 ? .mobile : .residual
    try requireClassifier(named, data)
    try requireNorms()
    if classes < 5, group.place.isFirst { Output.remark(Wording.fewClasses(classes)) }
  }

  /// Classes of the network.
  var classes: Int {
    guard let shapes = try? shapes(batch: 1) else { return 0 }
    return shapes.facts[network.outputs[0].value].shape.dims.last?.value ?? 0
  }

  /// The network with as many classes as the data, unless an option or a file says otherwise.
  private static func named(
    _ command: TrainCommand, classes: Int
  ) throws(CommandFailure) -> NamedArchitecture {
    guard let word = command.architecture else { throw .missingArchitecture }
    if RequestedNetwork.names(word).count > 1 { throw .training(.severalNetworks(word)) }
    if ModelFile.isModel(word) { throw .training(.model(word)) }
    var variant = command.variant
    if variant.classes == nil, !NetworkFile.isFile(word) { variant.classes = classes }
    return try variant.named(RequestedNetwork(word))
  }

  private func requireClassifier(
    _ named: NamedArchitecture, _ data: TrainingData
  ) throws(CommandFailure) {
    guard network.imageChannels == 3, network.outputs.count == 1, named.architecture.normsLearn
    else { throw .training(.notAClassifier(network.name)) }
    let input = [
      Fact(
        .float32,
        Shape(batch: 1, channels: 3, height: Dim(settings.side), width: Dim(settings.side)))
    ]
    let output = try NamedArchitecture.shapes(of: network, input).facts[network.outputs[0].value]
    guard output.shape.rank == 2 else { throw .training(.notAClassifier(network.name)) }
    let found = max(data.training.classes.count, data.validation.classes.count)
    if classes < found {
      throw .training(.tooFewClasses(network.name, network: classes, data: found))
    }
  }

  private func shapes(batch: Int) throws(ShapeFailure) -> InferredShapes {
    try InferredShapes(
      network, input: [Dim(batch), 3, Dim(settings.side), Dim(settings.side)])
  }

  /// Refuses batches in which a norm sees a single value, before the epoch comes to its end.
  private func requireNorms() throws(CommandFailure) {
    for batch in trainingSizes.sorted() {
      guard
        let norm = (try? shapes(batch: batch))?.singleValueNorm(
          frozenLayers: network.frozenLayers)
      else { continue }
      throw .training(
        .singleValue(
          norm: norm.path, batch: batch, isLast: batch != settings.share,
          images: trainingShare))
    }
  }

  // MARK: - What runs

  /// Images of an epoch on each process.
  private var trainingShare: Int { group.place.most(of: training.count) }

  /// Sizes of the batches of this process.
  private var trainingSizes: Set<Int> {
    Batches.sizes(of: trainingShare, size: settings.share)
  }

  private var validationSizes: Set<Int> {
    Batches.sizes(
      of: group.place.part(of: validation.count).places.count, size: settings.share)
  }

  func machine() throws(CommandFailure) -> Machine {
    do throws(LinearAlgebra.Failure) {
      return Machine(
        replacedBLASCore: try Machine.openLinearAlgebra(choosingKernels: true),
        threadOrigin: ThreadChoice(option: settings.threads).origin, isPinned: false)
    } catch {
      throw .linearAlgebra(error)
    }
  }

  /// The measured algorithms; nil where rules of thumb choose.
  func algorithms(
    _ machine: Machine, recorded: TuningDocument?
  ) throws(CommandFailure) -> AlgorithmChoices? {
    if let recorded { return recorded.choices(under: recorded.conditions) }
    guard tunes, settings.algorithm == .fast else { return nil }
    let cache = TuningCache(machine)
    let tuner = Tuner(cache.choices, clock: ContinuousClock())
    return try planning { () throws(PlanFailure) in
      let plan = try ExecutionPlan(network, settings.options(nil))
      try plan.requireResources()
      let tuned = try tuner.tuned(plan)
      _ = cache.add(tuner.news)
      return tuned.options.choices
    }
  }

  /// The trainer with room for its weights, all zero.
  func trainer(_ algorithms: AlgorithmChoices?) throws(CommandFailure) -> Trainer {
    try planning { () throws(PlanFailure) in
      try Trainer(
        Parameters(network), settings.options(algorithms), settings.recipe, seed: settings.seed,
        group: group)
    }
  }

  /// Allocates everything that a run needs.
  func prepare(_ trainer: Trainer) throws(CommandFailure) {
    try planning { () throws(PlanFailure) in
      try trainer.prepare(training: trainingSizes, evaluating: validationSizes)
    }
  }

  /// Random weights, or those of a file.
  func fillWeights(
    of parameters: Parameters, from option: WeightsOption
  ) throws(CommandFailure) {
    guard let path = option.path else {
      return InitialWeights(rule, seed: settings.seed).fill(parameters)
    }
    let weights = try NetworkWeights(path, for: network)
    do throws(TensorFailure) {
      try RunWeights.given(weights).load(into: parameters)
    } catch {
      throw .unreadableTensor(path, error)
    }
  }

  func planning<Planned>(
    _ body: () throws(PlanFailure) -> Planned
  ) throws(CommandFailure) -> Planned {
    do {
      return try body()
    } catch {
      throw .plan(network.name, error)
    }
  }
}

extension TrainingOptions {
  /// Settings as the options say; what they do not say, a checkpoint that is resumed does.
  fileprivate func settings(
    _ resumed: ResumedTraining?, _ group: any ProcessGroup
  ) -> TrainingSettings {
    let recorded = resumed?.note?.settings
    var standard = recorded?.recipe ?? Recipe(recipe ?? .published)
    if let recipe, recipe != standard.name { standard = Recipe(recipe) }
    if resumed?.note == nil, let optimizer = resumed?.optimizer {
      standard.momentum = optimizer.momentum ?? standard.momentum
      standard.decay = optimizer.weightDecay ?? standard.decay
    }
    standard.epochs = epochs ?? standard.epochs
    standard.batch = batch ?? standard.batch
    standard.rate = rate ?? standard.rate
    standard.momentum = momentum ?? standard.momentum
    standard.decay = decay ?? standard.decay
    return TrainingSettings(
      standard, seed: seed ?? recorded?.seed ?? 0, side: side ?? recorded?.side ?? 224,
      isAugmented: augment.map { $0 == .published } ?? recorded?.isAugmented ?? true,
      normalization: normalization.normalization(besides: recorded?.normalization ?? .imageNet),
      algorithm: algorithm ?? recorded?.algorithm ?? .fast,
      threads: ThreadChoice(option: threads).count(ofProcesses: group.localCount),
      processes: group.place.count)
  }
}

extension Machine {
  /// What the choices of algorithms hold for.
  var conditions: TuningDocument.Conditions { TuningCache(self).conditions }
}
