// The transforms of Winograd's F(2x2, 3x3).
#ifndef WINOGRAD_SMALL_H
#define WINOGRAD_SMALL_H
#include "winograd.h"

// Bᵀ: four pixels to four points.
#define SMALL_INPUT_TRANSFORM(d, s, o, t) \
  {                                       \
    (o)[0] = (d)[0] - (d)[2 * s];         \
    (o)[t] = (d)[s] + (d)[2 * s];         \
    (o)[2 * t] = (d)[2 * s] - (d)[s];     \
    (o)[3 * t] = (d)[s] - (d)[3 * s];     \
  }

// Aᵀ: four points to two results.
#define SMALL_OUTPUT_TRANSFORM(d, s, o, t)     \
  {                                            \
    (o)[0] = (d)[0] + (d)[s] + (d)[2 * s];     \
    (o)[t] = (d)[s] - (d)[2 * s] - (d)[3 * s]; \
  }

// G: three taps to four points.
#define SMALL_FILTER_TRANSFORM(d, s, o, t) \
  {                                        \
    T even = ((d)[0] + (d)[2 * s]) * 0.5f; \
    T odd = (d)[s] * 0.5f;                 \
    (o)[0] = (d)[0];                       \
    (o)[t] = even + odd;                   \
    (o)[2 * t] = even - odd;               \
    (o)[3 * t] = (d)[2 * s];               \
  }

static void small_winograd_input(const float *const *pixels, size_t channels, float *v,
                                 size_t ldv) {
  TILES(SMALL_INPUT_TRANSFORM, 4, 4, AT(pixels[i] + c), AT(v + i * ldv + c) = z[i];)
}

static void small_winograd_output(const float *m, size_t ldm, size_t channels,
                                  float *const *pixels) {
  TILES(SMALL_OUTPUT_TRANSFORM, 4, 2, AT(m + i * ldm + c), if (pixels[i]) AT(pixels[i] + c) = z[i];)
}

static void small_winograd_filter(const float *w, size_t ldw, size_t channels, float *u,
                                  size_t ldu) {
  TILES(SMALL_FILTER_TRANSFORM, 3, 4, AT(w + i * ldw + c), AT(u + i * ldu + c) = z[i];)
}
#endif
