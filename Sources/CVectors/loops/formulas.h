// Formulas of elements.h that are longer than a line, and each row of it as two functions.
#ifndef FORMULAS_H
#define FORMULAS_H
#include "elements.h"
#include "numbers.h"

INLINE f16 magnitude(f16 x) { return __builtin_elementwise_abs(x); }

// As in PyTorch, the sign of a NaN is zero.
INLINE f16 sign(f16 x) { return choose(x > 0, all(1), choose(x < 0, all(-1), all(0))); }

// x·σ(x) has the derivative σ·(1 + x·(1 − σ)).
INLINE f16 silu_gradient(f16 x, f16 g) {
  f16 s = logistic(x);
  return g * s * (1 + x * (1 - s));
}

// √(1 − x²) and √(x² − 1), exact near 1, where the squares would cancel.
INLINE f16 circle(f16 x) { return __builtin_elementwise_sqrt((1 - x) * (1 + x)); }
INLINE f16 hyperbola(f16 x) { return __builtin_elementwise_sqrt((x - 1) * (x + 1)); }

// 0 within a margin, and nearer to 0 beyond it; NaN stays.
INLINE f16 shrunk(f16 x, float margin, float step) {
  return choose((x >= -margin) & (x <= margin), all(0), choose(x > 0, x - step, x + step));
}

// The same for x·σ(p·x).
INLINE f16 swish_gradient(f16 x, float p, f16 g) {
  f16 s = logistic(x * p);
  return g * s * (1 + x * p * (1 - s));
}

// Φ(x) of the normal distribution. Far below zero the sum cancels, as it does in PyTorch: the error
// there is a few units in the last place of 1.
INLINE f16 normal_distribution(f16 x) { return 0.5f * (1 + error_function(x * 0.70710678f)); }

INLINE f16 gelu_gradient(f16 x, f16 g) {
  f16 density = 0.39894228f * bounded_exponential(x * x * -0.5f);
  return g * (normal_distribution(x) + x * density);
}

// tanh of √(2/π)·(x + 0.044715·x³).
INLINE f16 tanh_of_cubic(f16 x) {
  return hyperbolic_tangent(0.79788456f * (x + 0.044715f * x * x * x));
}

INLINE f16 tanh_distribution(f16 x) { return 0.5f * (1 + tanh_of_cubic(x)); }

INLINE f16 gelu_tanh_gradient(f16 x, f16 g) {
  f16 t = tanh_of_cubic(x);
  f16 slope = 0.79788456f * (1 + 3 * 0.044715f * x * x);
  return g * (0.5f * (1 + t) + 0.5f * x * (1 - t * t) * slope);
}

// n where tanh(ln(1 + e^x)) = n / (n + 2); from x = 20 on the quotient is 1.
INLINE f16 mish_numerator(f16 e) { return e * (e + 2); }

INLINE f16 mish_gate(f16 x) {
  f16 n = mish_numerator(bounded_exponential(choose(x > 20, all(20), x)));
  return n / (n + 2);
}

INLINE f16 mish_gradient(f16 x, f16 g) {
  f16 e = bounded_exponential(choose(x > 20, all(20), x));
  f16 n = mish_numerator(e), d = n + 2;
  f16 slope = 4 * (n + 1) / (d * d) * (e / (1 + e));
  return g * (n / d + choose(x > 20, all(0), x * slope));
}

INLINE f16 softplus(f16 x) {
  f16 rest = logarithm_of_one_plus(bounded_exponential(-magnitude(x)));
  return choose(x < 0, all(0), x) + rest;
}

// value_NAME(x, …) and gradient_NAME(y or x, g, …)
#define FUNCTIONS(name, source, place, value, gradient)           \
  INLINE f16 value_##name(f16 x, float p, float q) {              \
    f16 zero = {0};                                               \
    (void)p, (void)q, (void)zero;                                 \
    return value;                                                 \
  }                                                               \
  INLINE f16 gradient_##name(f16 kept, f16 g, float p, float q) { \
    f16 zero = {0}, x = kept, y = kept;                           \
    (void)p, (void)q, (void)zero, (void)x, (void)y;               \
    return gradient;                                              \
  }
ELEMENTS(FUNCTIONS)
#undef FUNCTIONS
#endif
