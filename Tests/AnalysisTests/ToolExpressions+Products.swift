import Networks
import Operators

extension ToolExpressions {
  /// Products of two tensors.
  static let products: [String: ToolExpression] = table([
    ("matmul/operator", call(MatMul(), .operator)),
    ("matmul/function", call(MatMul(), .function)),
    ("matmul/method", call(MatMul(), .function)),
    ("matmul_broadcast/function", call(MatMul(), .function)),
    ("matmul_weight/function", call(MatMul(), .function)),
    ("matmul_vector/function", call(MatMul(), .function)),
    ("mm/function", call(MatMul(.matrices), .function)),
    ("bmm/function", call(MatMul(.batches), .function)),
  ])
}
