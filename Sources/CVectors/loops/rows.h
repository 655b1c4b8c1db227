// Softmax and norms along rows.
#ifndef ROWS_H
#define ROWS_H
#include "norms.h"

// Values of a block of a row: sums are floats within a block and doubles across blocks.
enum { block = 512 };

// The n values of a vector, padded with `rest`.
INLINE f16 padded(f16 v, size_t n, float rest) {
  if (n >= lanes) return v;
  for (size_t i = n; i < lanes; i++) v[i] = rest;
  return v;
}

INLINE double total(f16 v) {
  double sum = 0;
  for (int i = 0; i < lanes; i++) sum += v[i];
  return sum;
}

// Adds the body's s to a double.
#define SUM_OF_ROW(sum, ...)                                      \
  for (size_t c0 = 0; c0 < channels; c0 += block) {               \
    f16 s = {0};                                                  \
    PADDED_CHANNELS(c0, least(c0 + block, channels), __VA_ARGS__) \
    sum += total(s);                                              \
  }

// Adds the body's s and q to two doubles.
#define SUMS_OF_ROW(first, second, ...)                           \
  for (size_t c0 = 0; c0 < channels; c0 += block) {               \
    f16 s = {0}, q = {0};                                         \
    PADDED_CHANNELS(c0, least(c0 + block, channels), __VA_ARGS__) \
    first += total(s);                                            \
    second += total(q);                                           \
  }

INLINE float largest(const float *x, size_t channels) {
  f16 m = all(-INFINITY);
  PADDED_CHANNELS(0, channels, {
    f16 v = padded(load(x + c, n), n, -INFINITY);
    m = choose(v > m, v, m);
  })
  float result = m[0];
  for (int i = 1; i < lanes; i++) result = m[i] > result ? m[i] : result;
  return result;
}

static void row_softmax(size_t rows, size_t channels, struct vec_map x, struct vec_map y) {
  ROWS {
    float top = largest(x.base + r * x.stride, channels);
    double sum = 0;
    SUM_OF_ROW(sum, {
      f16 e = exponential(LOAD(x) - top);
      STORE(y, e);
      s += padded(e, n, 0);
    })
    float factor = (float)(1 / sum);
    PADDED_CHANNELS(0, channels, STORE(y, LOAD(y) * factor);)
  }
}

static void row_softmax_backward(size_t rows, size_t channels, struct vec_map y, struct vec_map dy,
                                 struct vec_map dx, int accumulate) {
  ROWS {
    double sum = 0;
    SUM_OF_ROW(sum, s += LOAD(y) * LOAD(dy);)
    float mean = (float)sum;
    PADDED_CHANNELS(0, channels, {
      f16 v = LOAD(y) * (LOAD(dy) - mean);
      if (accumulate) v += LOAD(dx);
      STORE(dx, v);
    })
  }
}

static void row_log_softmax(size_t rows, size_t channels, struct vec_map x, struct vec_map y) {
  ROWS {
    float top = largest(x.base + r * x.stride, channels);
    double sum = 0;
    SUM_OF_ROW(sum, s += padded(exponential(LOAD(x) - top), n, 0);)
    float rest = (float)log(sum);
    PADDED_CHANNELS(0, channels, STORE(y, LOAD(x) - top - rest);)
  }
}

static void row_log_softmax_backward(size_t rows, size_t channels, struct vec_map y,
                                     struct vec_map dy, struct vec_map dx, int accumulate) {
  ROWS {
    double sum = 0;
    SUM_OF_ROW(sum, s += LOAD(dy);)
    float whole = (float)sum;
    PADDED_CHANNELS(0, channels, {
      f16 v = LOAD(dy) - exponential(LOAD(y)) * whole;
      if (accumulate) v += LOAD(dx);
      STORE(dx, v);
    })
  }
}

static void row_norm(size_t rows, size_t channels, struct vec_map x,
                     const struct vec_row_norm *norm, struct vec_map y, float *statistics) {
  struct vec_row_norm m = *norm;
  double count = (double)channels;
  ROWS {
    double sum = 0;
    if (m.centers) SUM_OF_ROW(sum, s += LOAD(x);)
    float mean = (float)(sum / count);
    // Deviations from the rounded mean give its rounding error.
    double distances = 0, squares = 0;
    SUMS_OF_ROW(distances, squares, {
      f16 d = padded(LOAD(x) - mean, n, 0);
      s += d;
      q += d * d;
    })
    double lost = m.centers ? distances / count : 0;
    double variance = squares / count - lost * lost;
    float inverse = (float)(1 / sqrt((variance < 0 ? 0 : variance) + m.epsilon));
    float rest = (float)lost;
    PADDED_CHANNELS(0, channels, {
      f16 v = (LOAD(x) - mean - rest) * inverse;
      if (m.scale) v *= load(m.scale + c, n);
      if (m.shift) v += load(m.shift + c, n);
      STORE(y, v);
    })
    if (statistics) {
      statistics[2 * r] = mean;
      statistics[2 * r + 1] = inverse;
    }
  }
}

static void row_norm_backward(size_t rows, size_t channels, struct vec_map x, struct vec_map dy,
                              const struct vec_row_norm *norm, const float *statistics,
                              struct vec_map dx, int accumulate) {
  struct vec_row_norm m = *norm;
  double count = (double)channels;
  ROWS {
    float mean = statistics[2 * r], inverse = statistics[2 * r + 1];
    double sum = 0, product = 0;
    SUMS_OF_ROW(sum, product, {
      f16 g = LOAD(dy);
      if (m.scale) g *= load(m.scale + c, n);
      s += g;
      q += g * (LOAD(x) - mean);
    })
    float a = m.centers ? (float)(sum / count) : 0;
    float b = (float)(product * inverse * inverse / count);
    PADDED_CHANNELS(0, channels, {
      f16 g = LOAD(dy);
      if (m.scale) g *= load(m.scale + c, n);
      f16 v = (g - a - (LOAD(x) - mean) * b) * inverse;
      if (accumulate) v += LOAD(dx);
      STORE(dx, v);
    })
  }
}

static void row_norm_sums(size_t rows, size_t channels, struct vec_map x, struct vec_map dy,
                          const float *statistics, double *products, double *sums) {
  TWO_SUMS_OVER_ROWS(products, sums, {
    f16 g = LOAD(dy);
    u += g * ((LOAD(x) - statistics[2 * r]) * statistics[2 * r + 1]);
    v += g;
  });
}
#endif
