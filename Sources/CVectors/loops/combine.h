// Functions of two elements and their gradients, at any strides.
#ifndef COMBINE_H
#define COMBINE_H
#include "headers.h"
#include "lanes.h"
#include "pairs.h"

typedef float number;
typedef uint8_t truth;

// The element of an operand at row r and column c.
#define ELEMENT_AT(T, o, c) (((T *)(o).base)[(ptrdiff_t)r * (o).row + (ptrdiff_t)(c) * (o).column])

// Loops whose operands step by 1 or by 0 along the columns are compiled for that.
#define PAIR(name, result, value, whole, left, right)                                \
  INLINE void combine_##name##_by(size_t rows, size_t columns, struct vec_operand p, \
                                  struct vec_operand q, struct vec_operand y) {      \
    ROWS                                                                             \
      for (size_t c = 0; c < columns; c++) {                                         \
        float a = ELEMENT_AT(const float, p, c), b = ELEMENT_AT(const float, q, c);  \
        ELEMENT_AT(result, y, c) = value;                                            \
      }                                                                              \
  }                                                                                  \
  static void combine_##name(size_t rows, size_t columns, struct vec_operand p,      \
                             struct vec_operand q, struct vec_operand y) {           \
    int one = p.column == 1 && y.column == 1;                                        \
    if (one && q.column == 1) {                                                      \
      p.column = q.column = y.column = 1;                                            \
      combine_##name##_by(rows, columns, p, q, y);                                   \
    } else if (one && q.column == 0) {                                               \
      p.column = y.column = 1, q.column = 0;                                         \
      combine_##name##_by(rows, columns, p, q, y);                                   \
    } else if (y.column == 1 && p.column == 0 && q.column == 1) {                    \
      y.column = q.column = 1, p.column = 0;                                         \
      combine_##name##_by(rows, columns, p, q, y);                                   \
    } else {                                                                         \
      combine_##name##_by(rows, columns, p, q, y);                                   \
    }                                                                                \
  }
PAIRS(PAIR)
#undef PAIR

static void combine(size_t rows, size_t columns, size_t pair, struct vec_operand a,
                    struct vec_operand b, struct vec_operand y) {
#define PAIR(name, ...) combine_##name,
  static __typeof__(combine_add) *const copies[] = {PAIRS(PAIR)};
#undef PAIR
  copies[pair](rows, columns, a, b, y);
}

#define GRADIENT(name, value)                                                            \
  INLINE void gradient_of_##name##_by(size_t rows, size_t columns, struct vec_operand p, \
                                      struct vec_operand q, struct vec_operand dy,       \
                                      struct vec_operand d, int accumulate) {            \
    ROWS                                                                                 \
      for (size_t c = 0; c < columns; c++) {                                             \
        float a = ELEMENT_AT(const float, p, c), b = ELEMENT_AT(const float, q, c);      \
        float g = ELEMENT_AT(const float, dy, c);                                        \
        (void)a, (void)b, (void)g;                                                       \
        float *target = &ELEMENT_AT(float, d, c);                                        \
        *target = accumulate ? *target + (value) : (value);                              \
      }                                                                                  \
  }                                                                                      \
  static void gradient_of_##name(size_t rows, size_t columns, struct vec_operand p,      \
                                 struct vec_operand q, struct vec_operand dy,            \
                                 struct vec_operand d, int accumulate) {                 \
    if (p.column == 1 && q.column == 1 && dy.column == 1 && d.column == 1) {             \
      p.column = q.column = dy.column = d.column = 1;                                    \
      gradient_of_##name##_by(rows, columns, p, q, dy, d, accumulate);                   \
    } else if (p.column == 1 && q.column == 0 && dy.column == 0 && d.column == 1) {      \
      p.column = d.column = 1, q.column = dy.column = 0;                                 \
      gradient_of_##name##_by(rows, columns, p, q, dy, d, accumulate);                   \
    } else {                                                                             \
      gradient_of_##name##_by(rows, columns, p, q, dy, d, accumulate);                   \
    }                                                                                    \
  }
GRADIENTS(GRADIENT)
#undef GRADIENT

static void combine_backward(size_t rows, size_t columns, size_t gradient, struct vec_operand a,
                             struct vec_operand b, struct vec_operand dy, struct vec_operand d,
                             int accumulate) {
#define GRADIENT(name, value) gradient_of_##name,
  static __typeof__(gradient_of_none) *const copies[] = {GRADIENTS(GRADIENT)};
#undef GRADIENT
  copies[gradient](rows, columns, a, b, dy, d, accumulate);
}
#endif
