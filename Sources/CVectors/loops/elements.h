// The table of element functions. The formulas are expanded where vectors are defined; see
// elementwise.h.
#ifndef ELEMENTS_H
#define ELEMENTS_H

enum { alone, fused };

// ELEMENT(name, source, place, value, gradient)
//
// The value is a formula in the argument x; the gradient is one in the gradient g of the value and
// in the result y or the argument x, as the source says. With `either`, both give the same. p and q
// are the parameters. At kinks the derivatives are those of PyTorch.
// clang-format off
#define ELEMENTS(ELEMENT)                                                                         \
  ELEMENT(identity, either, fused, x, g)                                                          \
  ELEMENT(relu, either, fused, choose(x < 0, zero, x), choose(y <= 0, zero, g))                   \
  ELEMENT(relu6, either, fused, within(x, 0, 6), choose((y <= 0) | (y >= 6), zero, g))            \
  ELEMENT(clip, either, fused, within(x, p, q), choose((y <= p) | (y >= q), zero, g))             \
  ELEMENT(leaky_relu, either, fused, choose(x > 0, x, x * p), choose(y > 0, g, g * p))            \
  ELEMENT(elu, result, alone, choose(x > 0, x, exponential_minus_one(x) * p),                     \
          choose(y > 0, g, g * (y + p)))                                                          \
  ELEMENT(celu, result, alone, choose(x > 0, x, exponential_minus_one(x / p) * p),                \
          choose(y > 0, g, g * (y / p + 1)))                                                      \
  ELEMENT(selu, result, alone, choose(x > 0, x * q, exponential_minus_one(x) * (p * q)),          \
          choose(y > 0, g * q, g * (y + p * q)))                                                  \
  ELEMENT(sigmoid, result, fused, logistic(x), g * (y * (1 - y)))                                 \
  ELEMENT(tanh, result, fused, hyperbolic_tangent(x), g * (1 - y * y))                            \
  ELEMENT(hard_sigmoid, result, fused, within(x * p + q, 0, 1),                                   \
          choose((y <= 0) | (y >= 1), zero, g * p))                                               \
  ELEMENT(hard_swish, argument, fused, x * within(x * (1.0f / 6) + 0.5f, 0, 1),                   \
          choose(x <= -3, zero, choose(x < 3, g * (x * (1.0f / 3) + 0.5f), g)))                   \
  ELEMENT(silu, argument, fused, x * logistic(x), silu_gradient(x, g))                            \
  ELEMENT(gelu, argument, fused, x * normal_distribution(x), gelu_gradient(x, g))                 \
  ELEMENT(gelu_tanh, argument, fused, x * tanh_distribution(x), gelu_tanh_gradient(x, g))         \
  ELEMENT(mish, argument, alone, x * mish_gate(x), mish_gradient(x, g))                           \
  ELEMENT(softplus, argument, alone, softplus(x), g * logistic(x))                                \
  ELEMENT(softsign, argument, alone, x / (1 + magnitude(x)),                                      \
          g / ((1 + magnitude(x)) * (1 + magnitude(x))))                                          \
  ELEMENT(exp, result, alone, exponential(x), g * y)                                              \
  ELEMENT(log, argument, alone, logarithm(x), g / x)                                              \
  ELEMENT(erf, argument, alone, error_function(x), g * 1.12837917f * bounded_exponential(-x * x)) \
  ELEMENT(sin, argument, alone, sine(x), g * cosine(x))                                           \
  ELEMENT(cos, argument, alone, cosine(x), -g * sine(x))                                          \
  ELEMENT(tan, result, alone, tangent(x), g * (1 + y * y))                                        \
  ELEMENT(asin, argument, alone, arc_sine(x), g / circle(x))                                      \
  ELEMENT(acos, argument, alone, arc_cosine(x), -g / circle(x))                                   \
  ELEMENT(atan, argument, alone, arc_tangent(x), g / (1 + x * x))                                 \
  ELEMENT(sinh, argument, alone, hyperbolic_sine(x), g * hyperbolic_cosine(x))                    \
  ELEMENT(cosh, argument, alone, hyperbolic_cosine(x), g * hyperbolic_sine(x))                    \
  ELEMENT(asinh, argument, alone, area_sine(x), g / __builtin_elementwise_sqrt(x * x + 1))        \
  ELEMENT(acosh, argument, alone, area_cosine(x), g / hyperbola(x))                               \
  ELEMENT(atanh, argument, alone, area_tangent(x), g / ((1 - x) * (1 + x)))                       \
  ELEMENT(swish, argument, alone, x * logistic(x * p), swish_gradient(x, p, g))                   \
  ELEMENT(shrink, argument, alone, shrunk(x, p, q), choose((x >= -p) & (x <= p), zero, g))        \
  ELEMENT(thresholded_relu, argument, alone, choose(x <= p, zero, x), choose(x <= p, zero, g))    \
  ELEMENT(sqrt, result, alone, __builtin_elementwise_sqrt(x), g / (y + y))                        \
  ELEMENT(reciprocal, result, alone, 1 / x, -g * y * y)                                           \
  ELEMENT(abs, argument, alone, magnitude(x), g * sign(x))                                        \
  ELEMENT(neg, either, alone, -x, -g)                                                             \
  ELEMENT(rsub, either, alone, p - x, -g)                                                         \
  ELEMENT(sign, either, alone, sign(x), zero)                                                     \
  ELEMENT(floor, either, alone, __builtin_elementwise_floor(x), zero)                             \
  ELEMENT(ceil, either, alone, __builtin_elementwise_ceil(x), zero)                               \
  ELEMENT(round, either, alone, __builtin_elementwise_roundeven(x), zero)
// clang-format on
#endif
