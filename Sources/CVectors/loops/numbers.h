// Functions of sixteen numbers, exact to a few units in the last place; NaN propagates.
#ifndef NUMBERS_H
#define NUMBERS_H
#include "lanes.h"

INLINE f16 within(f16 x, float lower, float upper) {
  return choose(x > upper, all(upper), choose(x < lower, all(lower), x));
}

// e^r − 1 where x = n·ln 2 + r and |r| ≤ ln 2 / 2 (Cephes, expf).
INLINE f16 reduced_exponential(f16 x, i16 *n) {
  // Added to a number of this size, a fraction is rounded to a whole number in the low bits.
  const float shift = 12582912.0f;
  f16 shifted = x * 1.44269504f + shift;
  *n = (i16)shifted - (i16)all(shift);
  f16 whole = shifted - shift;
  f16 r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
  f16 p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return p * r * r + r;
}

// 2^n for −127 < n < 128.
INLINE f16 power_of_two(i16 n) { return (f16)((u16)(n + 127) << 23); }

// e^x for |x| ≤ 87; beyond, the value at the nearer end.
INLINE f16 bounded_exponential(f16 x) {
  i16 n;
  f16 p = reduced_exponential(within(x, -87, 88), &n);
  return (p + 1) * power_of_two(n);
}

// e^x from zero to infinity.
INLINE f16 exponential(f16 x) {
  i16 n;
  f16 p = reduced_exponential(within(x, -104, 89), &n);
  i16 half = n >> 1;
  return (p + 1) * power_of_two(half) * power_of_two(n - half);
}

// e^x − 1 for x ≤ 87.
INLINE f16 exponential_minus_one(f16 x) {
  i16 n;
  f16 p = reduced_exponential(within(x, -87, 88), &n);
  f16 power = power_of_two(n);
  return p * power + (power - 1);
}

INLINE f16 logistic(f16 x) { return 1 / (1 + bounded_exponential(-x)); }

// Near zero the quotient would cancel, so a polynomial is used (Cephes, tanhf).
INLINE f16 hyperbolic_tangent(f16 x) {
  f16 s = x * x;
  f16 p = s * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * s - 5.37397155531e-2f;
  p = p * s + 1.33314422036e-1f;
  p = p * s - 3.33332819422e-1f;
  f16 near = p * s * x + x;
  f16 far = 1 - 2 / (bounded_exponential(x + x) + 1);
  return choose(s < 0.390625f, near, far);
}

// x = m·2^e with m about 1, and a polynomial in m − 1 (Cephes, logf).
INLINE f16 logarithm(f16 x) {
  const float smallest_normal = 1.17549435e-38f, two_to_23 = 8388608;
  i16 is_tiny = x < smallest_normal;
  i16 bits = (i16)choose(is_tiny, x * two_to_23, x);
  // The exponent changes where the mantissa crosses √½.
  i16 e = (bits - 0x3f3504f3) >> 23;
  f16 m = (f16)(bits - (i16)((u16)e << 23)) - 1;
  f16 exponent = __builtin_convertvector(e - (is_tiny & 23), f16);
  f16 p = m * 7.0376836292e-2f - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  f16 s = m * m;
  f16 y = p * m * s + exponent * -2.12194440e-4f - s * 0.5f + m + exponent * 0.693359375f;
  y = choose(x < INFINITY, y, x);
  y = choose(x == 0, all(-INFINITY), y);
  return choose(x < 0, all(NAN), y);
}

// ln(1 + u) for 0 ≤ u ≤ 1: the quotient corrects for the digits that 1 + u loses (Kahan).
INLINE f16 logarithm_of_one_plus(f16 u) {
  f16 w = 1 + u;
  return choose(w == 1, u, logarithm(w) * u / (w - 1));
}

// A polynomial near zero, beyond that 1 − e^q with a polynomial q, to one unit in the last place
// (N. Juffa, https://stackoverflow.com/a/35148199).
INLINE f16 error_function(f16 x) {
  f16 t = __builtin_elementwise_abs(x), s = x * x;
  f16 q = t * -1.72853470e-5f + 3.83197126e-4f;
  f16 u = t * -3.88396438e-3f + 2.42546219e-2f;
  q = q * s + u;
  q = q * t - 1.06777877e-1f;
  q = q * t - 6.34846687e-1f;
  q = q * t - 1.28717512e-1f;
  q = q * t - t;
  f16 far = 1 - bounded_exponential(q);
  f16 p = s * -5.96761703e-4f + 4.99119423e-3f;
  p = p * s - 2.67681349e-2f;
  p = p * s + 1.12819925e-1f;
  p = p * s - 3.76125336e-1f;
  p = p * s + 1.28379166e-1f;
  f16 near = p * x + x;
  return choose(t > 0.927734375f, choose(x < 0, -far, far), near);
}

// Functions of the C library, one number after the other.
#define BY_LANE(name, function)                            \
  INLINE f16 name(f16 x) {                                 \
    for (int i = 0; i < lanes; i++) x[i] = function(x[i]); \
    return x;                                              \
  }
BY_LANE(sine, sinf)
BY_LANE(cosine, cosf)
BY_LANE(tangent, tanf)
BY_LANE(arc_sine, asinf)
BY_LANE(arc_cosine, acosf)
BY_LANE(arc_tangent, atanf)
BY_LANE(hyperbolic_sine, sinhf)
BY_LANE(hyperbolic_cosine, coshf)
BY_LANE(area_sine, asinhf)
BY_LANE(area_cosine, acoshf)
BY_LANE(area_tangent, atanhf)
#undef BY_LANE
#endif
