// Transposes rows and channels in square tiles that fit the registers of the level.
#ifndef TRANSPOSES_H
#define TRANSPOSES_H
#include "lanes.h"

// The even and odd places of the result come from the lower or the upper halves of a and b.
#define LOW_4(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define HIGH_4(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define LOW_8(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH_8(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define LOW_16(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH_16(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

// Each round rotates the bits of an element's place, row and column, by one; after as many rounds
// as a column has bits, row and column are exchanged.
#define SQUARE(side, rounds)                                                             \
  INLINE void transpose_##side(const float *x, ptrdiff_t ldx, float *y, ptrdiff_t ldy) { \
    typedef f##side T;                                                                   \
    T v[2][side];                                                                        \
    EACH(i, side) v[0][i] = AT(x + (ptrdiff_t)i * ldx);                                  \
    EACH(round, rounds) {                                                                \
      T *from = v[round % 2], *to = v[1 - round % 2];                                    \
      EACH(i, side / 2) {                                                                \
        to[2 * i] = LOW_##side(from[i], from[i + side / 2]);                             \
        to[2 * i + 1] = HIGH_##side(from[i], from[i + side / 2]);                        \
      }                                                                                  \
    }                                                                                    \
    EACH(i, side) AT(y + (ptrdiff_t)i * ldy) = v[rounds % 2][i];                         \
  }
#if SQUARE_SIDE == 4
SQUARE(4, 2)
#elif SQUARE_SIDE == 8
SQUARE(8, 3)
#else
SQUARE(16, 4)
#endif

#define JOINED(a, b) a##b
#define TRANSPOSE(side) JOINED(transpose_, side)

// The values of two rows in turn.
static void interleave(size_t channels, const float *a, const float *b, float *y) {
  size_t c = 0;
  for (; c + lanes <= channels; c += lanes) {
    f16 u = *(const f16 *)(a + c), v = *(const f16 *)(b + c);
    *(f16 *)(y + 2 * c) = LOW_16(u, v);
    *(f16 *)(y + 2 * c + lanes) = HIGH_16(u, v);
  }
  for (; c < channels; c++) {
    y[2 * c] = a[c];
    y[2 * c + 1] = b[c];
  }
}

// A stride may be negative, so rows and channels are signed where they are multiplied with one.
static void transpose(size_t rows, size_t channels, const float *x, ptrdiff_t ldx, float *y,
                      ptrdiff_t ldy) {
  enum { side = SQUARE_SIDE };
  if (rows == 2 && ldy == 2) return interleave(channels, x, x + ldx, y);
  ptrdiff_t whole_rows = rows / side * side, whole_channels = channels / side * side;
  for (ptrdiff_t r = 0; r < whole_rows; r += side)
    for (ptrdiff_t c = 0; c < whole_channels; c += side)
      TRANSPOSE(SQUARE_SIDE)(x + r * ldx + c, ldx, y + c * ldy + r, ldy);
  for (ptrdiff_t r = 0; r < (ptrdiff_t)rows; r++)
    for (ptrdiff_t c = r < whole_rows ? whole_channels : 0; c < (ptrdiff_t)channels; c++)
      y[c * ldy + r] = x[r * ldx + c];
}
#endif
