import RLANetworks

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
    ("einsum/function", call(Einsum("bchw,bcwv->bchv"), .function)),
    ("einsum_outer/function", call(Einsum("bi,bj->bij"), .function)),
    ("einsum_linear/function", call(Einsum("nci,oi->nco"), .function)),
    ("addmm/function", added(Gemm())),
    ("baddbmm/function", added(Gemm(batched: true))),
  ])

  /// PyTorch takes the addend first, a Gemm last.
  private static func added(_ function: Gemm) -> ToolExpression {
    { scope, inputs in
      apply(function, .function, scope, [inputs[1], inputs[2], inputs[0]])
    }
  }
}
