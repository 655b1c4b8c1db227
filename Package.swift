// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "rla-profile",
  products: [
    .executable(name: "rla-profile", targets: ["rla-profile"]),
    .library(
      name: "RLAProfile",
      targets: [
        "Symbolic", "Operators", "Networks", "Architectures", "Analysis", "Descriptions",
        "Diagrams", "Execution",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - Library
    .target(name: "Names", swiftSettings: settings),
    .target(name: "Expressions", dependencies: ["Names"], swiftSettings: settings),
    .target(name: "Plots", swiftSettings: settings),
    .target(name: "Symbolic", swiftSettings: settings),
    .target(name: "Operators", dependencies: ["Symbolic"], swiftSettings: settings),
    .target(name: "Networks", dependencies: ["Operators", "Symbolic"], swiftSettings: settings),
    .target(
      name: "Architectures", dependencies: ["Names", "Networks", "Operators", "Symbolic"],
      swiftSettings: settings),
    .target(
      name: "Analysis", dependencies: ["Names", "Networks", "Operators", "Symbolic"],
      swiftSettings: settings),
    .target(
      name: "Kernels", dependencies: ["CAffinity", "COpenBLAS", "CVectors"], swiftSettings: settings
    ),
    .target(
      name: "Execution",
      dependencies: ["Analysis", "Kernels", "Networks", "Operators", "Symbolic"],
      swiftSettings: settings),

    .target(
      name: "Descriptions",
      dependencies: ["Architectures", "Symbolic", .product(name: "Yams", package: "Yams")],
      swiftSettings: settings),
    .target(
      name: "Explanations",
      dependencies: [
        "Analysis", "Architectures", "Expressions", "Networks", "Operators", "Symbolic",
      ],
      swiftSettings: settings),
    .target(
      name: "Reports",
      dependencies: [
        "Analysis", "Architectures", "Execution", "Explanations", "Expressions", "Kernels",
        "Networks", "Operators", "Plots", "Symbolic",
      ],
      swiftSettings: settings),

    .target(
      name: "Diagrams",
      dependencies: [
        "Analysis", "Architectures", "CGraphviz", "Networks", "Operators", "Symbolic",
      ],
      swiftSettings: settings),

    // MARK: - C libraries
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CAffinity"),
    .target(name: "CVectors"),

    // MARK: - Command line
    .target(
      name: "Commands",
      dependencies: [
        "Analysis", "Architectures", "Descriptions", "Diagrams", "Execution", "Explanations",
        "Expressions", "Names", "Networks", "Operators", "Reports", "Symbolic",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(name: "rla-profile", dependencies: ["Commands"], swiftSettings: settings),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: ["Operators", "Symbolic"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "SymbolicTests",
      dependencies: ["Symbolic", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "OperatorsTests",
      dependencies: ["Operators", "Symbolic", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "NetworksTests",
      dependencies: ["Networks", "Operators", "Symbolic", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ArchitecturesTests",
      dependencies: ["Architectures", "Networks", "Operators", "Symbolic", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CVectorsTests", dependencies: ["CVectors", "Operators"], swiftSettings: settings),
    .testTarget(
      name: "ExecutionTests",
      dependencies: [
        "Architectures", "Execution", "Kernels", "Networks", "Operators", "Symbolic", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AnalysisTests",
      dependencies: [
        "Analysis", "Architectures", "Networks", "Operators", "Symbolic", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DescriptionsTests",
      dependencies: [
        "Architectures", "Descriptions", "Networks", "Operators", "Symbolic", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ExpressionsTests", dependencies: ["Expressions"], swiftSettings: settings),
    .testTarget(
      name: "PlotsTests", dependencies: ["Plots", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "ExplanationsTests",
      dependencies: [
        "Analysis", "Architectures", "Explanations", "Expressions", "Networks", "Operators",
        "Symbolic", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Analysis", "Architectures", "Networks", "Operators", "Reports", "Symbolic", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CommandsTests",
      dependencies: ["TestSupport", "rla-profile"],
      swiftSettings: settings),
    .testTarget(
      name: "DiagramsTests",
      dependencies: [
        "Analysis", "Architectures", "Diagrams", "Networks", "Operators", "Symbolic",
        "TestSupport",
      ],
      swiftSettings: settings),
  ]
)
