// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of this package: `Networks` is imported as `RLANetworks`, so that it never collides
/// with a module of the program that uses it.
func module(_ name: String, _ uses: [String] = [], _ others: [Target.Dependency] = []) -> Target {
  .target(
    name: "RLA\(name)",
    dependencies: uses.map { .target(name: "RLA\($0)") } + others,
    path: "Sources/\(name)", swiftSettings: settings)
}

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
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - Counting
    module("Text"),
    module("Symbolic"),
    module("Networks", ["Symbolic"]),
    module("Architectures", ["Networks", "Symbolic", "Text"]),
    module("Analysis", ["Networks", "Symbolic", "Text"]),
    module(
      "Formats", ["Architectures", "Symbolic"], [.product(name: "Yams", package: "Yams")]),
    module("Queries", ["Analysis", "Architectures", "Networks", "Symbolic", "Text"]),
    module(
      "Counting",
      ["Analysis", "Architectures", "Formats", "Networks", "Queries", "Symbolic", "Text"]),

    // MARK: - Measuring
    module("Kernels", [], ["CAffinity", "COpenBLAS", "CVectors"]),
    module("Execution", ["Analysis", "Kernels", "Networks", "Symbolic"]),

    // MARK: - Drawing
    module("Diagrams", ["Analysis", "Architectures", "Networks", "Symbolic"], ["CGraphviz"]),

    // MARK: - C libraries
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CAffinity"),
    .target(name: "CVectors"),

    // MARK: - Command line
    module(
      "Reports",
      [
        "Analysis", "Architectures", "Execution", "Kernels", "Networks", "Queries", "Symbolic",
        "Text",
      ]),
    module(
      "Commands",
      [
        "Analysis", "Architectures", "Diagrams", "Execution", "Formats", "Networks", "Queries",
        "Reports", "Symbolic", "Text",
      ],
      [.product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(name: "rla-profile", dependencies: ["RLACommands"], swiftSettings: settings),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: ["RLANetworks", "RLASymbolic"],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests("Text", ["Text"]),
    tests("Symbolic", ["Symbolic"]),
    tests("Networks", ["Networks", "Symbolic"]),
    tests("Architectures", ["Architectures", "Networks", "Symbolic"]),
    tests("Analysis", ["Analysis", "Architectures", "Networks", "Symbolic"]),
    tests("Formats", ["Architectures", "Formats", "Networks", "Symbolic"]),
    tests("Queries", ["Analysis", "Architectures", "Networks", "Queries", "Symbolic", "Text"]),
    tests("CVectors", ["Networks"], ["CVectors"]),
    tests("Execution", ["Architectures", "Execution", "Kernels", "Networks", "Symbolic"]),
    tests("Diagrams", ["Analysis", "Architectures", "Diagrams", "Networks", "Symbolic"]),
    tests("Reports", ["Analysis", "Architectures", "Networks", "Reports", "Symbolic", "Text"]),
    tests("Commands", [], ["rla-profile"]),
  ]
)
