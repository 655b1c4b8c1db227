// Arithmetic on maps.
#ifndef MAPS_H
#define MAPS_H
#include "lanes.h"

static void affine(size_t rows, size_t channels, struct vec_map x, float alpha, float beta,
                   struct vec_map y, int accumulate) {
  ROWS
    CHANNELS(channels, {
      T v = IN(x) * alpha + beta;
      if (accumulate) v += IN(y);
      IN(y) = v;
    })
}

static void add(size_t rows, size_t channels, struct vec_map a, struct vec_map b,
                struct vec_map y) {
  ROWS
    CHANNELS(channels, { IN(y) = IN(a) + IN(b); })
}

static void multiply(size_t rows, size_t channels, struct vec_map a, struct vec_map b,
                     struct vec_map y, int accumulate) {
  ROWS
    CHANNELS(channels, {
      T v = IN(a) * IN(b);
      if (accumulate) v += IN(y);
      IN(y) = v;
    })
}

static void broadcast(size_t rows, size_t channels, const float *v, float alpha, struct vec_map y,
                      int accumulate) {
  ROWS
    CHANNELS(channels, {
      T s = AT(v + c) * alpha;
      if (accumulate) s += IN(y);
      IN(y) = s;
    })
}

// N contiguous values of type T.
#define DOT_COLUMNS(N)                                                                    \
  {                                                                                       \
    enum { step = sizeof(T) / sizeof(float) };                                            \
    T s[N];                                                                               \
    EACH(i, N) s[i] = AT(sums + c + i * step);                                            \
    ROWS                                                                                  \
      EACH(i, N) s[i] += AT(a + r * lda + c + i * step) * AT(b + r * ldb + c + i * step); \
    EACH(i, N) AT(sums + c + i * step) = s[i];                                            \
  }

static void dot_columns(size_t rows, size_t channels, const float *a, size_t lda, const float *b,
                        size_t ldb, float *sums) {
  // Four vectors at a time, since longer contiguous reads of a row are faster.
  size_t whole = channels / (4 * lanes) * (4 * lanes);
  for (size_t c = 0; c < whole; c += 4 * lanes) {
    typedef f16 T;
    DOT_COLUMNS(4)
  }
  a += whole;
  b += whole;
  sums += whole;
  CHANNELS(channels - whole, DOT_COLUMNS(1))
}

static void momentum_step(size_t count, float *w, const float *g, float *m, float rate,
                          float momentum, float decay) {
  CHANNELS(count, {
    T step = AT(m + c) * momentum + AT(g + c) + AT(w + c) * decay;
    AT(m + c) = step;
    AT(w + c) -= step * rate;
  })
}

static size_t count_nonfinite(size_t rows, size_t channels, const float *x, size_t ldx) {
  size_t count = 0;
  ROWS
    for (size_t c = 0; c < channels; c++) {
      float v = x[r * ldx + c];
      count += !(v - v == 0);
    }
  return count;
}
#endif
