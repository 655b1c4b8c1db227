// Scalar arithmetic for which C has no operator.
#ifndef NUMERALS_H
#define NUMERALS_H
#include <math.h>
#include <stdint.h>

// The remainder with the sign of the divisor, as in Python.
static inline float floored_remainder(float a, float b) {
  float rest = fmodf(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

// Whole numbers wrap around in two's complement.
static inline int64_t wrap(uint64_t bits) { return (int64_t)bits; }

// Functions of bits are for whole numbers alone.
static inline float no_bits(float a, float b) {
  (void)a, (void)b;
  return NAN;
}

// Numbers without a sign; 0 where all bits are shifted out.
static inline int64_t shifted_left(int64_t a, int64_t b) {
  return b < 0 || b > 63 ? 0 : wrap((uint64_t)a << b);
}

static inline int64_t shifted_right(int64_t a, int64_t b) {
  return b < 0 || b > 63 ? 0 : wrap((uint64_t)a >> b);
}

// Rounded toward zero; 0 where the divisor is 0.
static inline int64_t whole_quotient(int64_t a, int64_t b) {
  if (b == 0) return 0;
  return b == -1 ? wrap(-(uint64_t)a) : a / b;
}

// With the sign of the divisor; 0 where the divisor is 0.
static inline int64_t whole_remainder(int64_t a, int64_t b) {
  if (b == 0 || b == -1) return 0;
  int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

// With the sign of the dividend; 0 where the divisor is 0.
static inline int64_t truncated_remainder(int64_t a, int64_t b) {
  return b == 0 || b == -1 ? 0 : a % b;
}

// Rounded toward zero where the exponent is negative; 0 where a power of 0 is undefined.
static inline int64_t whole_power(int64_t a, int64_t b) {
  if (b < 0) return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
  uint64_t power = 1, factor = (uint64_t)a;
  for (; b > 0; b >>= 1) {
    if (b & 1) power *= factor;
    factor *= factor;
  }
  return wrap(power);
}
#endif
