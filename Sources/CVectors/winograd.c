#include "clones.h"
#include "vectors.h"

// The three matrices act on columns, then on rows; `s` is the distance of neighbours in an array.

// Bᵀ: six pixels to six points.
#define INPUT_TRANSFORM(T, d, s, o, t)                            \
  {                                                               \
    T a = (d)[0], b = (d)[s], e = (d)[2 * s], f = (d)[3 * s], g = (d)[4 * s], h = (d)[5 * s]; \
    (o)[0] = a * 4 - e * 5 + g;                                   \
    (o)[t] = (f + g) - (b + e) * 4;                               \
    (o)[2 * t] = (b - e) * 4 + (g - f);                           \
    (o)[3 * t] = (f - b) * 2 + (g - e);                           \
    (o)[4 * t] = (b - f) * 2 + (g - e);                           \
    (o)[5 * t] = b * 4 - f * 5 + h;                               \
  }

// Aᵀ: six points to four results.
#define OUTPUT_TRANSFORM(T, d, s, o, t)                                      \
  {                                                                          \
    T p = (d)[s] + (d)[2 * s], q = (d)[s] - (d)[2 * s];                      \
    T u = (d)[3 * s] + (d)[4 * s], v = (d)[3 * s] - (d)[4 * s];              \
    (o)[0] = (d)[0] + p + u;                                                 \
    (o)[t] = q + v * 2;                                                      \
    (o)[2 * t] = p + u * 4;                                                  \
    (o)[3 * t] = q + v * 8 + (d)[5 * s];                                     \
  }

// A: four gradients of results to six points.
#define GRADIENT_TRANSFORM(T, d, s, o, t)                      \
  {                                                            \
    T a = (d)[0], b = (d)[s], e = (d)[2 * s], f = (d)[3 * s];  \
    T even = a + e, odd = b + f, far = a + e * 4, wide = b * 2 + f * 8; \
    (o)[0] = a;                                                \
    (o)[t] = even + odd;                                       \
    (o)[2 * t] = even - odd;                                   \
    (o)[3 * t] = far + wide;                                   \
    (o)[4 * t] = far - wide;                                   \
    (o)[5 * t] = f;                                            \
  }

// G: three taps to six points.
#define FILTER_TRANSFORM(T, d, s, o, t)                                 \
  {                                                                     \
    T a = (d)[0], b = (d)[s], e = (d)[2 * s];                           \
    T even = (a + e) * (-1.0f / 6), odd = b * (1.0f / 6);               \
    T far = a * (1.0f / 24) + e * (1.0f / 6), wide = b * (1.0f / 12);   \
    (o)[0] = a * 0.25f;                                                 \
    (o)[t] = even - odd;                                                \
    (o)[2 * t] = even + odd;                                            \
    (o)[3 * t] = far + wide;                                            \
    (o)[4 * t] = far - wide;                                            \
    (o)[5 * t] = e;                                                     \
  }

// Gᵀ: six points to three taps.
#define FILTER_GRADIENT_TRANSFORM(T, d, s, o, t)                               \
  {                                                                            \
    T p = (d)[s] + (d)[2 * s], q = (d)[2 * s] - (d)[s];                        \
    T u = (d)[3 * s] + (d)[4 * s], v = (d)[3 * s] - (d)[4 * s];                \
    (o)[0] = (d)[0] * 0.25f - p * (1.0f / 6) + u * (1.0f / 24);                \
    (o)[t] = q * (1.0f / 6) + v * (1.0f / 12);                                 \
    (o)[2 * t] = u * (1.0f / 6) - p * (1.0f / 6) + (d)[5 * s];                 \
  }

// Reads n×n values, transforms columns then rows into m×m values, writes them.
#define TILE(T, TRANSFORM, n, m, READ, WRITE)                                     \
  {                                                                               \
    T x[(n) * (n)], half[(m) * (n)], z[(m) * (m)];                                \
    _Pragma("unroll") for (int i = 0; i < (n) * (n); i++) { READ }                \
    _Pragma("unroll") for (int i = 0; i < (n); i++) TRANSFORM(T, x + i, n, half + i, n) \
    _Pragma("unroll") for (int i = 0; i < (m); i++)                               \
        TRANSFORM(T, half + i * (n), 1, z + i * (m), 1)                           \
    _Pragma("unroll") for (int i = 0; i < (m) * (m); i++) { WRITE }               \
  }

#define EVERY_CHANNEL(TRANSFORM, n, m, READ, WRITE)           \
  FOR_CHANNELS(channels, TILE(f16, TRANSFORM, n, m, READ(f16), WRITE(f16)), \
               TILE(float, TRANSFORM, n, m, READ(float), WRITE(float)))

#define READ_PIXEL(T) x[i] = *(const T *)(pixels[i] + c);
#define READ_POINT(T) x[i] = *(const T *)(m + i * ldm + c);
#define READ_TAP(T) x[i] = *(const T *)(w + i * ldw + c);
#define WRITE_POINT(T) *(T *)(v + i * ldv + c) = z[i];
#define WRITE_FILTER_POINT(T) *(T *)(u + i * ldu + c) = z[i];
#define WRITE_PIXEL(T) \
  if (pixels[i]) *(T *)(pixels[i] + c) = accumulate ? *(T *)(pixels[i] + c) + z[i] : z[i];
#define WRITE_TAP(T) \
  *(T *)(w + i * ldw + c) = accumulate ? *(T *)(w + i * ldw + c) + z[i] : z[i];

CLONED void vec_winograd_input(const float *const *pixels, size_t channels, float *v, size_t ldv) {
  EVERY_CHANNEL(INPUT_TRANSFORM, 6, 6, READ_PIXEL, WRITE_POINT)
}

CLONED void vec_winograd_output(const float *m, size_t ldm, size_t channels,
                                float *const *pixels, int accumulate) {
  EVERY_CHANNEL(OUTPUT_TRANSFORM, 6, 4, READ_POINT, WRITE_PIXEL)
}

CLONED void vec_winograd_filter(const float *w, size_t ldw, size_t channels, float *u,
                                size_t ldu) {
  EVERY_CHANNEL(FILTER_TRANSFORM, 3, 6, READ_TAP, WRITE_FILTER_POINT)
}

CLONED void vec_winograd_gradient(const float *const *pixels, size_t channels, float *v,
                                  size_t ldv) {
  EVERY_CHANNEL(GRADIENT_TRANSFORM, 4, 6, READ_PIXEL, WRITE_POINT)
}

CLONED void vec_winograd_filter_gradient(const float *m, size_t ldm, size_t channels, float *w,
                                         size_t ldw, int accumulate) {
  EVERY_CHANNEL(FILTER_GRADIENT_TRANSFORM, 6, 3, READ_POINT, WRITE_TAP)
}
