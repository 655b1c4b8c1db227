@_exported public import RLAAnalysis
@_exported public import RLAArchitectures
@_exported public import RLAFormats
@_exported public import RLANetworks
@_exported public import RLAONNX
@_exported public import RLAQueries
@_exported public import RLASymbolic
@_exported public import RLAText
