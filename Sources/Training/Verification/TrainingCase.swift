/// A training that PyTorch ran in double precision: what went in and what came out.
///
/// The images are scikit-learn's digits, enlarged and colored; see `Digits`. The weights begin as
/// `SyntheticWeights`.
package struct TrainingCase: Decodable, Sendable {
  package struct Hyperparameters: Decodable, Sendable {
    let momentum: Double
    let batch: Int
    let lr: Double
    let schedule: String
    let step: Int?
    let weightDecay: Double
    let epochs: Int
    let order: String

    enum CodingKeys: String, CodingKey {
      case momentum, batch, lr, schedule, step, epochs, order
      case weightDecay = "weight_decay"
    }
  }

  package struct Epoch: Decodable, Sendable {
    let valTop1Correct: Int

    enum CodingKeys: String, CodingKey {
      case valTop1Correct = "val_top1_correct"
    }
  }

  /// The run in double precision.
  package struct Run: Decodable, Sendable {
    /// Before each step.
    let loss: [Double]
    let epochs: [Epoch]
    let gradientNorm: Double

    enum CodingKeys: String, CodingKey {
      case loss, epochs
      case gradientNorm = "gradient_norm_step_1"
    }
  }

  /// Steps at a rate at which weights hardly move.
  package struct SmallRate: Decodable, Sendable {
    let lr: Double
    let weightDecay: Double
    let loss: [Double]
    let momentumNorms: [String: Double]
    let bufferNorms: [String: Double]

    enum CodingKeys: String, CodingKey {
      case lr, loss
      case weightDecay = "weight_decay"
      case momentumNorms = "momentum_norms_after_step_60"
      case bufferNorms = "buffer_norms_after_step_60"
    }
  }

  package struct Resume: Decodable, Sendable {
    package struct Evaluation: Decodable, Sendable {
      let top1Correct: Int
      let top5Correct: Int
      let loss: Double

      enum CodingKeys: String, CodingKey {
        case loss
        case top1Correct = "top1_correct"
        case top5Correct = "top5_correct"
      }
    }

    /// The checkpoint after the first epoch, beside the case.
    package let file: String
    let evaluation: Evaluation
    /// Before each of the first steps of the second epoch.
    let loss: [Double]
  }

  /// The architecture file beside the case.
  package let architecture: String
  /// The file of the digits beside the case.
  package let data: String
  let hyperparameters: Hyperparameters
  let float64: Run
  let smallRate: SmallRate
  package let resume: Resume

  enum CodingKeys: String, CodingKey {
    case architecture, data, hyperparameters, float64, resume
    case smallRate = "small_rate"
  }

  /// The recipe with the numbers of the case.
  package var recipe: Recipe {
    let numbers = hyperparameters
    var recipe = Recipe(numbers.step == nil ? .light : .published)
    recipe.epochs = numbers.epochs
    recipe.batch = numbers.batch
    recipe.rate = numbers.lr
    recipe.momentum = numbers.momentum
    recipe.decay = numbers.weightDecay
    recipe.schedule =
      numbers.step.map { .steps(length: $0, factor: 0.1) } ?? .power(0.98)
    return recipe
  }
}
