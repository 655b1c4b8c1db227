// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "examples",
  dependencies: [.package(name: "rla-profile", path: "../..")],
  targets: [
    .executableTarget(
      name: "CountingExample",
      dependencies: [.product(name: "RLACounting", package: "rla-profile")]),
    .executableTarget(
      name: "ExecutionExample",
      dependencies: [
        .product(name: "RLACounting", package: "rla-profile"),
        .product(name: "RLAExecution", package: "rla-profile"),
      ]),
    .executableTarget(
      name: "DiagramsExample",
      dependencies: [
        .product(name: "RLACounting", package: "rla-profile"),
        .product(name: "RLADiagrams", package: "rla-profile"),
      ]),
  ]
)
