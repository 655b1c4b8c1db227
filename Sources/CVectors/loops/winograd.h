// The transforms of Winograd's algorithm.
#ifndef WINOGRAD_H
#define WINOGRAD_H
#include "lanes.h"

// The matrices act on columns, then on rows; `s` is the distance of neighbors in d, `t` in o.

// Bᵀ: six pixels to six points.
#define INPUT_TRANSFORM(d, s, o, t)                   \
  {                                                   \
    T a = (d)[0], b = (d)[s], e = (d)[2 * s];         \
    T f = (d)[3 * s], g = (d)[4 * s], h = (d)[5 * s]; \
    (o)[0] = a * 4 - e * 5 + g;                       \
    (o)[t] = (f + g) - (b + e) * 4;                   \
    (o)[2 * t] = (b - e) * 4 + (g - f);               \
    (o)[3 * t] = (f - b) * 2 + (g - e);               \
    (o)[4 * t] = (b - f) * 2 + (g - e);               \
    (o)[5 * t] = b * 4 - f * 5 + h;                   \
  }

// Aᵀ: six points to four results.
#define OUTPUT_TRANSFORM(d, s, o, t)                    \
  {                                                     \
    T p = (d)[s] + (d)[2 * s], q = (d)[s] - (d)[2 * s]; \
    T u = (d)[3 * s] + (d)[4 * s];                      \
    T v = (d)[3 * s] - (d)[4 * s];                      \
    (o)[0] = (d)[0] + p + u;                            \
    (o)[t] = q + v * 2;                                 \
    (o)[2 * t] = p + u * 4;                             \
    (o)[3 * t] = q + v * 8 + (d)[5 * s];                \
  }

// A: four gradients of results to six points.
#define GRADIENT_TRANSFORM(d, s, o, t)                        \
  {                                                           \
    T a = (d)[0], b = (d)[s], e = (d)[2 * s], f = (d)[3 * s]; \
    T even = a + e, odd = b + f;                              \
    T far = a + e * 4, wide = b * 2 + f * 8;                  \
    (o)[0] = a;                                               \
    (o)[t] = even + odd;                                      \
    (o)[2 * t] = even - odd;                                  \
    (o)[3 * t] = far + wide;                                  \
    (o)[4 * t] = far - wide;                                  \
    (o)[5 * t] = f;                                           \
  }

// G: three taps to six points.
#define FILTER_TRANSFORM(d, s, o, t)                                  \
  {                                                                   \
    T a = (d)[0], b = (d)[s], e = (d)[2 * s];                         \
    T even = (a + e) * (-1.0f / 6), odd = b * (1.0f / 6);             \
    T far = a * (1.0f / 24) + e * (1.0f / 6), wide = b * (1.0f / 12); \
    (o)[0] = a * 0.25f;                                               \
    (o)[t] = even - odd;                                              \
    (o)[2 * t] = even + odd;                                          \
    (o)[3 * t] = far + wide;                                          \
    (o)[4 * t] = far - wide;                                          \
    (o)[5 * t] = e;                                                   \
  }

// Gᵀ: six points to three taps.
#define FILTER_GRADIENT_TRANSFORM(d, s, o, t)                   \
  {                                                             \
    T p = (d)[s] + (d)[2 * s], q = (d)[2 * s] - (d)[s];         \
    T u = (d)[3 * s] + (d)[4 * s], v = (d)[3 * s] - (d)[4 * s]; \
    (o)[0] = (d)[0] * 0.25f - p * (1.0f / 6) + u * (1.0f / 24); \
    (o)[t] = q * (1.0f / 6) + v * (1.0f / 12);                  \
    (o)[2 * t] = u * (1.0f / 6) - p * (1.0f / 6) + (d)[5 * s];  \
  }

// Reads n×n values, transforms columns then rows into m×m values, writes them.
#define TILES(TRANSFORM, n, m, READ, WRITE)        \
  CHANNELS(channels, {                             \
    T x[(n) * (n)], half[(m) * (n)], z[(m) * (m)]; \
    EACH(i, (n) * (n)) x[i] = READ;                \
    EACH(i, n) {                                   \
      TRANSFORM(x + i, n, half + i, n)             \
    }                                              \
    EACH(i, m) {                                   \
      TRANSFORM(half + i * (n), 1, z + i * (m), 1) \
    }                                              \
    EACH(i, (m) * (m)) {                           \
      WRITE                                        \
    }                                              \
  })

// A result that is added to another, and one that is the first.
#define PUT(p) AT(p) = accumulate ? AT(p) + z[i] : z[i];

static void winograd_input(const float *const *pixels, size_t channels, float *v, size_t ldv) {
  TILES(INPUT_TRANSFORM, 6, 6, AT(pixels[i] + c), AT(v + i * ldv + c) = z[i];)
}

static void winograd_output(const float *m, size_t ldm, size_t channels, float *const *pixels,
                            int accumulate) {
  TILES(OUTPUT_TRANSFORM, 6, 4, AT(m + i * ldm + c), if (pixels[i]) PUT(pixels[i] + c))
}

static void winograd_filter(const float *w, size_t ldw, size_t channels, float *u, size_t ldu) {
  TILES(FILTER_TRANSFORM, 3, 6, AT(w + i * ldw + c), AT(u + i * ldu + c) = z[i];)
}

static void winograd_gradient(const float *const *pixels, size_t channels, float *v, size_t ldv) {
  TILES(GRADIENT_TRANSFORM, 4, 6, AT(pixels[i] + c), AT(v + i * ldv + c) = z[i];)
}

static void winograd_filter_gradient(const float *m, size_t ldm, size_t channels, float *w,
                                     size_t ldw, int accumulate) {
  TILES(FILTER_GRADIENT_TRANSFORM, 6, 3, AT(m + i * ldm + c), PUT(w + i * ldw + c))
}
#endif
