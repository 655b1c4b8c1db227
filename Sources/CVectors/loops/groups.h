// Convolutions of narrow groups of channels, several of which share a vector.
#ifndef GROUPS_H
#define GROUPS_H
#include "lanes.h"

// Every channel of a group becomes channel i of the group.
#define SPREAD_4(x, i)                                                                       \
  __builtin_shufflevector(x, x, i, i, i, i, 4 + i, 4 + i, 4 + i, 4 + i, 8 + i, 8 + i, 8 + i, \
                          8 + i, 12 + i, 12 + i, 12 + i, 12 + i)
#define SPREAD_8(x, i)                                                                            \
  __builtin_shufflevector(x, x, i, i, i, i, i, i, i, i, 8 + i, 8 + i, 8 + i, 8 + i, 8 + i, 8 + i, \
                          8 + i, 8 + i)

// Adds what channel i of every group contributes to `count` pixels.
#define SPREAD(width, i)                                             \
  {                                                                  \
    f16 weight = *(const f16 *)(w + i * lanes);                      \
    EACH(p, count) sums[p] += SPREAD_##width(pixels[p], i) * weight; \
  }
#define SPREAD_ALL_4 SPREAD(4, 0) SPREAD(4, 1) SPREAD(4, 2) SPREAD(4, 3)
#define SPREAD_ALL_8 \
  SPREAD(8, 0)       \
  SPREAD(8, 1) SPREAD(8, 2) SPREAD(8, 3) SPREAD(8, 4) SPREAD(8, 5) SPREAD(8, 6) SPREAD(8, 7)

// Some pixels of sixteen channels; `count` is a constant where this is inlined.
#define GROUP_PIXELS(width)                                                                   \
  INLINE void pixels_of_##width(const size_t count, size_t taps, const float *const *x,       \
                                size_t offset, size_t step_x, const float *w, float *y,       \
                                size_t step_y) {                                              \
    f16 sums[most_group_pixels], pixels[most_group_pixels];                                   \
    EACH(p, count) sums[p] = (f16){0};                                                        \
    for (size_t t = 0; t < taps; t++, w += width * lanes) {                                   \
      EACH(p, count) pixels[p] = *(const f16 *)(x[t] + offset + p * step_x);                  \
      SPREAD_ALL_##width                                                                      \
    }                                                                                         \
    EACH(p, count) *(f16 *)(y + p * step_y) = sums[p];                                        \
  }                                                                                           \
  static void groups_of_##width(size_t taps, const float *const *x, size_t channels,          \
                                size_t pixels, size_t step_x, const float *w, float *y,       \
                                size_t step_y) {                                              \
    for (size_t c = 0; c < channels; c += lanes, w += taps * width * lanes) {                 \
      size_t p = 0;                                                                           \
      for (; p + most_group_pixels <= pixels; p += most_group_pixels)                         \
        pixels_of_##width(most_group_pixels, taps, x, c + p * step_x, step_x, w,              \
                          y + c + p * step_y, step_y);                                        \
      for (; p < pixels; p++)                                                                 \
        pixels_of_##width(1, taps, x, c + p * step_x, step_x, w, y + c + p * step_y, step_y); \
    }                                                                                         \
  }

// As many as registers hold the sums and the channels of.
#if TILE_LEVEL == 512
enum { most_group_pixels = 7 };
#elif TILE_LEVEL == 256
enum { most_group_pixels = 2 };
#else
enum { most_group_pixels = 1 };
#endif
GROUP_PIXELS(4)
GROUP_PIXELS(8)

static void grouped_sums(size_t width, size_t taps, const float *const *x, size_t channels,
                         size_t pixels, size_t step_x, const float *w, float *y, size_t step_y) {
  (width == 4 ? groups_of_4 : groups_of_8)(taps, x, channels, pixels, step_x, w, y, step_y);
}
#endif
