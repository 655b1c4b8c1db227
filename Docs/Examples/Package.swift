// swift-tools-version: 6.1
import PackageDescription

/// A program that enables these should need no more imports than one that does not.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "examples",
  dependencies: [.package(name: "rla-profile", path: "../..")],
  targets: [
    .executableTarget(
      name: "CountingExample",
      dependencies: [.product(name: "RLACounting", package: "rla-profile")],
      swiftSettings: settings),
    .executableTarget(
      name: "ExecutionExample",
      dependencies: [
        .product(name: "RLACounting", package: "rla-profile"),
        .product(name: "RLAExecution", package: "rla-profile"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "DiagramsExample",
      dependencies: [
        .product(name: "RLACounting", package: "rla-profile"),
        .product(name: "RLADiagrams", package: "rla-profile"),
      ],
      swiftSettings: settings),
  ]
)
