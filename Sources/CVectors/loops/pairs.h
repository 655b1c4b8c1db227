// The table of functions of two elements, and their gradients.
#ifndef PAIRS_H
#define PAIRS_H
#include "numerals.h"

// PAIR(name, result, value, whole, left, right)
//
// `value` is for floating-point numbers a and b, `whole` for 64-bit integers. `result` is a number
// or a truth value. `left` and `right` name the gradients of a and b.
// clang-format off
#define PAIRS(PAIR)                                                                               \
  PAIR(add, number, a + b, wrap((uint64_t)a + (uint64_t)b), pass, pass)                           \
  PAIR(sub, number, a - b, wrap((uint64_t)a - (uint64_t)b), pass, negate)                         \
  PAIR(mul, number, a * b, wrap((uint64_t)a * (uint64_t)b), by_second, by_first)                  \
  PAIR(div, number, a / b, whole_quotient(a, b), over_second, divisor)                            \
  PAIR(pow, number, powf(a, b), whole_power(a, b), base, exponent)                                \
  PAIR(remainder, number, floored_remainder(a, b), whole_remainder(a, b), pass, modulus)          \
  PAIR(fmod, number, fmodf(a, b), truncated_remainder(a, b), pass, truncated_modulus)             \
  PAIR(minimum, number, a <= b || a != a ? a : b, a < b ? a : b, first_least, second_least)       \
  PAIR(maximum, number, a >= b || a != a ? a : b, a > b ? a : b, first_largest, second_largest)   \
  PAIR(eq, truth, a == b, a == b, none, none)                                                     \
  PAIR(lt, truth, a < b, a < b, none, none)                                                       \
  PAIR(le, truth, a <= b, a <= b, none, none)                                                     \
  PAIR(gt, truth, a > b, a > b, none, none)                                                       \
  PAIR(ge, truth, a >= b, a >= b, none, none)                                                     \
  PAIR(logical_and, truth, a != 0 && b != 0, a != 0 && b != 0, none, none)                        \
  PAIR(logical_or, truth, a != 0 || b != 0, a != 0 || b != 0, none, none)                         \
  PAIR(logical_xor, truth, (a != 0) != (b != 0), (a != 0) != (b != 0), none, none)                \
  PAIR(bitwise_and, number, no_bits(a, b), a & b, none, none)                                     \
  PAIR(bitwise_or, number, no_bits(a, b), a | b, none, none)                                      \
  PAIR(bitwise_xor, number, no_bits(a, b), a ^ b, none, none)                                     \
  PAIR(bitwise_left_shift, number, no_bits(a, b), shifted_left(a, b), none, none)                 \
  PAIR(bitwise_right_shift, number, no_bits(a, b), shifted_right(a, b), none, none)

// GRADIENT(name, value): the gradient of one operand where g is the gradient of the result.
//
// The last rows belong to reductions: a is an element, b the result. At kinks and ties the
// derivatives are those of PyTorch.
#define GRADIENTS(GRADIENT)                                                                       \
  GRADIENT(none, 0)                                                                               \
  GRADIENT(pass, g)                                                                               \
  GRADIENT(negate, -g)                                                                            \
  GRADIENT(by_first, g * a)                                                                       \
  GRADIENT(by_second, g * b)                                                                      \
  GRADIENT(over_second, g / b)                                                                    \
  GRADIENT(divisor, -g * (a / b / b))                                                             \
  GRADIENT(base, b == 0 ? 0 : g * (b * powf(a, b - 1)))                                           \
  GRADIENT(exponent, a == 0 && b >= 0 ? 0 : g * (powf(a, b) * logf(a)))                           \
  GRADIENT(modulus, -g * floorf(a / b))                                                           \
  GRADIENT(truncated_modulus, -g * truncf(a / b))                                                 \
  GRADIENT(first_least, a > b ? 0 : a == b ? g / 2 : g)                                           \
  GRADIENT(second_least, b > a ? 0 : a == b ? g / 2 : g)                                          \
  GRADIENT(first_largest, a < b ? 0 : a == b ? g / 2 : g)                                         \
  GRADIENT(second_largest, b < a ? 0 : a == b ? g / 2 : g)                                        \
  GRADIENT(where_equal, a == b ? g : 0)                                                           \
  GRADIENT(signed, a > 0 ? g : a < 0 ? -g : 0)                                                    \
  GRADIENT(share, g * expf(a - b))                                                                \
  GRADIENT(cofactor, a == 0 ? g : b == 0 ? 0 : g / a)
// clang-format on
#endif
