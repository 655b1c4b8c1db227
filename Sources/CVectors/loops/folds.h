// The table of folds: how the elements of a column become one number.
#ifndef FOLDS_H
#define FOLDS_H

// FOLD(name, start, next, joined)
//
// `next` is the state of a column with state s after an element x, `joined` that of two parts with
// states s and t. Each column has a pivot m. NaN propagates.
// clang-format off
#define FOLDS(FOLD)                                                                               \
  FOLD(sum, 0, s + x, s + t)                                                                      \
  FOLD(magnitudes, 0, s + fabs(x), s + t)                                                         \
  FOLD(squares, 0, s + x * x, s + t)                                                              \
  FOLD(exponentials, 0, s + exp(x - m), s + t)                                                    \
  FOLD(matches, 0, s + (x == m), s + t)                                                           \
  FOLD(product, 1, s * x, s * t)                                                                  \
  FOLD(factors_not_zero, 1, x == 0 ? s : s * x, s * t)                                            \
  FOLD(largest, -INFINITY, s >= x || s != s ? s : x, s >= t || s != s ? s : t)                    \
  FOLD(least, INFINITY, s <= x || s != s ? s : x, s <= t || s != s ? s : t)
// clang-format on
#endif
