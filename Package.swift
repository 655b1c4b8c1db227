// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The page of the HTML report, its scripts in the order in which they stand in it.
let pageFiles = [
  "template.html", "style.css", "numbers.js", "elements.js", "tip.js", "expressions.js", "forms.js",
  "network.js", "counting.js", "limits.js", "lifetimes.js", "differences.js", "pareto.js",
  "measures.js", "state.js", "axes.js", "viewport.js", "controls.js", "head.js", "heat.js",
  "safesvg.js", "drawing.js", "rows.js", "columns.js", "grid.js", "gridkeys.js", "kinds.js",
  "boxes.js", "layouts.js", "structure.js", "conventions.js", "living.js", "memory.js",
  "roofline.js", "timeline.js", "measured.js", "comparison.js", "scatter.js", "calls.js", "main.js",
]

/// A module of this package: `Networks` is imported as `RLANetworks`, so that it never collides
/// with a module of the program that uses it.
func module(
  _ name: String, _ uses: [String] = [], _ others: [Target.Dependency] = [],
  embedding files: [String] = []
) -> Target {
  .target(
    name: "RLA\(name)",
    dependencies: uses.map { .target(name: "RLA\($0)") } + others,
    path: "Sources/\(name)", resources: files.map { .embedInCode($0) }, swiftSettings: settings)
}

/// A module of C: `CVectors` is imported as `CRLAVectors`.
///
/// The headers of OpenBLAS and Graphviz are needed to build; the libraries are opened when they are
/// needed to run, so that counting starts without them.
func cModule(_ name: String) -> Target { .target(name: "CRLA\(name)", path: "Sources/C\(name)") }

/// MPI for trainings on several processes.
///
/// Its code is nothing, and needs neither header nor library, unless the package is built with
/// `--traits MPI`.
let mpi = Target.target(
  name: "CRLAMPI", path: "Sources/CMPI",
  cSettings: [.define("MPI", .when(traits: ["MPI"]))],
  linkerSettings: [.linkedLibrary("mpi", .when(traits: ["MPI"]))])

/// The tests of a module.
func tests(_ name: String, _ uses: [String], _ others: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: uses.map { .target(name: "RLA\($0)") } + ["TestSupport"] + others,
    swiftSettings: settings)
}

let package = Package(
  name: "rla-profile",
  products: [
    .executable(name: "rla-profile", targets: ["rla-profile"]),
    .library(name: "RLACounting", targets: ["RLACounting"]),
    .library(name: "RLAExecution", targets: ["RLAExecution"]),
    .library(name: "RLADiagrams", targets: ["RLADiagrams"]),
    .library(name: "RLAImages", targets: ["RLAImages"]),
  ],
  traits: [
    .trait(
      name: "MPI",
      description: "Training on several processes, started with mpirun; needs libopenmpi-dev.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - Counting
    module("Text"),
    module("Symbolic"),
    module("Networks", ["Symbolic"]),
    module("Files", ["Networks"], [.product(name: "SystemPackage", package: "swift-system")]),
    module(
      "ONNX", ["Files", "Networks", "Symbolic"],
      [.product(name: "SystemPackage", package: "swift-system")]),
    module(
      "Checkpoints", ["Files", "Networks", "Symbolic", "Text"],
      [.product(name: "SystemPackage", package: "swift-system")]),
    module("Architectures", ["Networks", "Symbolic", "Text"]),
    module("Analysis", ["Networks", "Symbolic", "Text"]),
    module(
      "Formats", ["Architectures", "Networks", "ONNX", "Symbolic", "Text"],
      [.product(name: "Yams", package: "Yams")]),
    module(
      "Queries",
      ["Analysis", "Architectures", "Checkpoints", "Formats", "Networks", "Symbolic", "Text"]),
    module(
      "Counting",
      [
        "Analysis", "Architectures", "Checkpoints", "Formats", "Networks", "ONNX", "Queries",
        "Symbolic", "Text",
      ]),

    // MARK: - Measuring
    module("Kernels", [], ["CRLAAffinity", "CRLAOpenBLAS", "CRLAVectors"]),
    module("Execution", ["Analysis", "Kernels", "Networks", "Symbolic"]),

    // MARK: - Images
    module(
      "Images", ["Checkpoints", "Files", "Networks"],
      ["CRLAImages", .product(name: "SystemPackage", package: "swift-system")]),

    // MARK: - Training
    module(
      "Training",
      ["Checkpoints", "Execution", "Files", "Images", "Kernels", "Networks", "Symbolic"],
      ["CRLAMPI"]),

    // MARK: - Drawing
    module("Plots", ["Text"], ["CRLACairo"]),
    module(
      "Diagrams", ["Analysis", "Architectures", "Networks", "Symbolic", "Text"],
      ["CRLAGraphviz"]),

    // MARK: - C libraries
    cModule("Affinity"),
    cModule("Cairo"),
    cModule("Graphviz"),
    cModule("Heap"),
    cModule("Images"),
    mpi,
    cModule("OpenBLAS"),
    cModule("Vectors"),

    // MARK: - Command line
    module(
      "Reports",
      [
        "Analysis", "Architectures", "Checkpoints", "Execution", "Files", "Formats", "Images",
        "Kernels", "Networks", "ONNX", "Plots", "Queries", "Symbolic", "Text", "Training",
      ], embedding: pageFiles.map { "Page/\($0)" }),
    module(
      "Commands",
      [
        "Analysis", "Architectures", "Checkpoints", "Diagrams", "Execution", "Files", "Formats",
        "Images", "Kernels", "Networks", "ONNX", "Plots", "Queries", "Reports", "Symbolic", "Text",
        "Training",
      ],
      [
        "CRLAHeap", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .executableTarget(
      name: "rla-profile", dependencies: ["RLACommands"], swiftSettings: settings,
      linkerSettings: [
        // A table of all symbols for other programs costs a start 0.3 ms, and no program asks for it.
        .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(configuration: .release))
      ]),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: ["RLANetworks", "RLASymbolic"],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests("Text", ["Text"]),
    tests("Symbolic", ["Symbolic"]),
    tests("Networks", ["Networks", "Symbolic"]),
    tests(
      "ONNX", ["Analysis", "Architectures", "Networks", "ONNX", "Symbolic"],
      [.product(name: "SystemPackage", package: "swift-system")]),
    tests(
      "Checkpoints", ["Checkpoints", "Files", "Networks"],
      [.product(name: "SystemPackage", package: "swift-system")]),
    tests("Architectures", ["Architectures", "Networks", "Symbolic"]),
    tests("Analysis", ["Analysis", "Architectures", "Networks", "Symbolic"]),
    tests("Formats", ["Analysis", "Architectures", "Formats", "Networks", "Symbolic"]),
    tests(
      "Queries",
      [
        "Analysis", "Architectures", "Checkpoints", "Formats", "Networks", "Queries", "Symbolic",
        "Text",
      ]),
    tests("CVectors", ["Networks"], ["CRLAVectors"]),
    tests(
      "Execution",
      [
        "Analysis", "Architectures", "Checkpoints", "Execution", "Formats", "Kernels", "Networks",
        "Symbolic",
      ], [.product(name: "SystemPackage", package: "swift-system")]),
    tests(
      "Training",
      [
        "Architectures", "Checkpoints", "Execution", "Formats", "Images", "Networks", "Training",
      ],
      [.product(name: "SystemPackage", package: "swift-system")]),
    tests(
      "Diagrams", ["Analysis", "Architectures", "Diagrams", "Networks", "ONNX", "Symbolic"]),
    tests("Plots", ["Plots"]),
    tests(
      "Images", ["Files", "Images", "Networks"]),
    tests(
      "Reports",
      [
        "Analysis", "Architectures", "Execution", "Networks", "Plots", "Queries", "Reports",
        "Symbolic", "Text",
      ]),
    tests(
      "Commands",
      [
        "Analysis", "Architectures", "Checkpoints", "Commands", "Diagrams", "Execution", "Files",
        "Formats", "Images", "Kernels", "Networks", "ONNX", "Plots", "Queries", "Reports",
        "Symbolic", "Text", "Training",
      ], ["rla-profile"]),
  ]
)
