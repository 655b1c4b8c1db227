// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "rla-profile", path: "../..")],
  targets: [
    .target(name: "CLibFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CLibFuzzer",
        .product(name: "RLACounting", package: "rla-profile"),
        .product(name: "RLADiagrams", package: "rla-profile"),
        .product(name: "RLAExecution", package: "rla-profile"),
        .product(name: "RLAImages", package: "rla-profile"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ]),
  ]
)
