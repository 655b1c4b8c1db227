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
    .library(
      name: "RLAProfile",
      targets: [
        "Symbolic", "Operators", "Networks", "Architectures", "Analysis", "Execution",
      ])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - Library
    .target(name: "Names", swiftSettings: settings),
    .target(name: "Symbolic", swiftSettings: settings),
    .target(name: "Operators", dependencies: ["Symbolic"], swiftSettings: settings),
    .target(name: "Networks", dependencies: ["Operators", "Symbolic"], swiftSettings: settings),
    .target(
      name: "Architectures", dependencies: ["Names", "Networks", "Operators", "Symbolic"],
      swiftSettings: settings),
    .target(
      name: "Analysis", dependencies: ["Names", "Networks", "Operators", "Symbolic"],
      swiftSettings: settings),
    .target(name: "Kernels", dependencies: ["COpenBLAS", "CVectors"], swiftSettings: settings),
    .target(
      name: "Execution",
      dependencies: ["Analysis", "Kernels", "Networks", "Operators", "Symbolic"],
      swiftSettings: settings),

    // MARK: - C
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CVectors"),

    // MARK: - Tests
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "ArchitecturesTests",
      dependencies: ["Architectures", "Networks", "Operators", "Symbolic", "TestSupport"],
      swiftSettings: settings),
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
  ]
)
