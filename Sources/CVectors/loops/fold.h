// Sums, products and extremes of columns in double precision.
#ifndef FOLD_H
#define FOLD_H
#include "folds.h"
#include "headers.h"
#include "lanes.h"

#define FOLD(name, start, next, joined)                                                           \
  static void fold_##name(size_t rows, size_t columns, struct vec_operand x, const double *pivot, \
                          double *states) {                                                       \
    ROWS {                                                                                        \
      const float *row = (const float *)x.base + (ptrdiff_t)r * x.row;                            \
      for (size_t c = 0; c < columns; c++) {                                                      \
        double s = states[c], x = row[c], m = pivot[c];                                           \
        (void)m;                                                                                  \
        states[c] = next;                                                                         \
      }                                                                                           \
    }                                                                                             \
  }
FOLDS(FOLD)
#undef FOLD

static void fold(size_t rows, size_t columns, size_t fold, struct vec_operand x,
                 const double *pivot, double *states) {
#define FOLD(name, ...) fold_##name,
  static __typeof__(fold_sum) *const copies[] = {FOLDS(FOLD)};
#undef FOLD
  copies[fold](rows, columns, x, pivot, states);
}
#endif
