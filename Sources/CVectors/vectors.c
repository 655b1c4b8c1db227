#include "vectors.h"

#include "clones.h"

const char *vec_clone_name(void) {
#if defined(__x86_64__) && defined(__ELF__)
  if (__builtin_cpu_supports("avx512f")) return "AVX-512";
  if (__builtin_cpu_supports("x86-64-v3")) return "AVX2";
#endif
  return "baseline";
}

// Every loop nest below is written once for a type T (sixteen lanes or one) and expanded twice.

#define AT(p, ld) (*(const T *)((p) + r * (ld) + c))
#define PUT(p, ld) (*(T *)((p) + r * (ld) + c))
#define ROW(p) (*(const T *)((p) + c))

#define ROWS_THEN_CHANNELS(BODY)                \
  for (size_t r = 0; r < rows; r++) {           \
    size_t c = 0;                               \
    for (; c + lanes <= channels; c += lanes) { \
      typedef f16 T;                            \
      BODY                                      \
    }                                           \
    for (; c < channels; c++) {                 \
      typedef float T;                          \
      BODY                                      \
    }                                           \
  }

CLONED void vec_affine(size_t rows, size_t channels, const float *x, size_t ldx, float alpha,
                       float beta, float *y, size_t ldy, int accumulate) {
  ROWS_THEN_CHANNELS({
    T v = AT(x, ldx) * alpha + beta;
    if (accumulate) v += AT(y, ldy);
    PUT(y, ldy) = v;
  })
}

CLONED void vec_add(size_t rows, size_t channels, const float *a, size_t lda, const float *b,
                    size_t ldb, float *y, size_t ldy) {
  ROWS_THEN_CHANNELS({ PUT(y, ldy) = AT(a, lda) + AT(b, ldb); })
}

CLONED void vec_multiply(size_t rows, size_t channels, const float *a, size_t lda, const float *b,
                         size_t ldb, float *y, size_t ldy, int accumulate) {
  ROWS_THEN_CHANNELS({
    T v = AT(a, lda) * AT(b, ldb);
    if (accumulate) v += AT(y, ldy);
    PUT(y, ldy) = v;
  })
}

CLONED void vec_broadcast(size_t rows, size_t channels, const float *v, float alpha, float *y,
                          size_t ldy, int accumulate) {
  ROWS_THEN_CHANNELS({
    T s = ROW(v) * alpha;
    if (accumulate) s += AT(y, ldy);
    PUT(y, ldy) = s;
  })
}

#define DOT_COLUMNS(T, N)                                                          \
  {                                                                                \
    T s[N];                                                                        \
    _Pragma("unroll") for (size_t i = 0; i < N; i++)                               \
        s[i] = *(T *)(sums + c + i * sizeof(T) / sizeof(float));                   \
    for (size_t r = 0; r < rows; r++)                                              \
      _Pragma("unroll") for (size_t i = 0; i < N; i++) {                           \
        size_t at = c + i * sizeof(T) / sizeof(float);                             \
        s[i] += *(const T *)(a + r * lda + at) * *(const T *)(b + r * ldb + at);   \
      }                                                                            \
    _Pragma("unroll") for (size_t i = 0; i < N; i++)                               \
        *(T *)(sums + c + i * sizeof(T) / sizeof(float)) = s[i];                   \
  }

CLONED void vec_dot_columns(size_t rows, size_t channels, const float *a, size_t lda,
                            const float *b, size_t ldb, float *sums) {
  size_t c = 0;
  // Four vectors side by side, so that rows are not read in crumbs.
  for (; c + 4 * lanes <= channels; c += 4 * lanes) DOT_COLUMNS(f16, 4)
  for (; c + lanes <= channels; c += lanes) DOT_COLUMNS(f16, 1)
  for (; c < channels; c++) DOT_COLUMNS(float, 1)
}

CLONED void vec_momentum_step(size_t count, float *w, const float *g, float *m, float rate,
                              float momentum, float decay) {
#define BODY                                                      \
  T step = ROW(m) * momentum + ROW(g) + ROW(w) * decay;           \
  *(T *)(m + c) = step;                                           \
  *(T *)(w + c) = ROW(w) - step * rate;
  FOR_CHANNELS(count, typedef f16 T; BODY, typedef float T; BODY)
#undef BODY
}

CLONED size_t vec_count_nonfinite(size_t rows, size_t channels, const float *x, size_t ldx) {
  size_t count = 0;
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < channels; c++) {
      float v = x[r * ldx + c];
      count += !(v - v == 0);
    }
  return count;
}

// Even and odd places of the result come from the lower, or the upper, halves of a and b.
#define INTERLEAVE_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

// Each round rotates the eight bits of an element's place by one; four exchange row and column.
INLINE void transpose_square(const float *x, size_t ldx, float *y, size_t ldy) {
  f16 v[2][lanes];
  _Pragma("unroll") for (int i = 0; i < lanes; i++) v[0][i] = *(const f16 *)(x + i * ldx);
  _Pragma("unroll") for (int round = 0; round < 4; round++) {
    f16 *from = v[round % 2], *to = v[1 - round % 2];
    _Pragma("unroll") for (int i = 0; i < lanes / 2; i++) {
      to[2 * i] = INTERLEAVE_LOW(from[i], from[i + lanes / 2]);
      to[2 * i + 1] = INTERLEAVE_HIGH(from[i], from[i + lanes / 2]);
    }
  }
  _Pragma("unroll") for (int i = 0; i < lanes; i++) *(f16 *)(y + i * ldy) = v[0][i];
}

CLONED void vec_transpose(size_t rows, size_t channels, const float *x, size_t ldx, float *y,
                          size_t ldy) {
  size_t whole_rows = rows / lanes * lanes, whole_channels = channels / lanes * lanes;
  for (size_t r = 0; r < whole_rows; r += lanes)
    for (size_t c = 0; c < whole_channels; c += lanes)
      transpose_square(x + r * ldx + c, ldx, y + c * ldy + r, ldy);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = r < whole_rows ? whole_channels : 0; c < channels; c++)
      y[c * ldy + r] = x[r * ldx + c];
}

// Windows

// The weights are read once for `P` pixels.
#define WEIGHTED_SUMS(T, P)                                               \
  {                                                                       \
    T s[P];                                                               \
    _Pragma("unroll") for (size_t i = 0; i < P; i++)                      \
        s[i] = accumulate ? *(T *)(y + i * step_y + c) : (T){0};          \
    for (size_t t = 0; t < count; t++) {                                  \
      const float *source = x[t] + offset + c;                            \
      T weight = *(const T *)(w[t] + c);                                  \
      _Pragma("unroll") for (size_t i = 0; i < P; i++)                    \
          s[i] += *(const T *)(source + i * step_x) * weight;             \
    }                                                                     \
    _Pragma("unroll") for (size_t i = 0; i < P; i++)                      \
        *(T *)(y + i * step_y + c) = s[i];                                \
  }

INLINE void weighted_sums(size_t count, const float *const *x, const float *const *w,
                          size_t channels, size_t pixels, size_t step_x, float *y, size_t step_y,
                          int accumulate) {
  enum { most = 4 };
  size_t p = 0, offset = 0;
  for (; p + most <= pixels; p += most, offset += most * step_x, y += most * step_y)
    FOR_CHANNELS(channels, WEIGHTED_SUMS(f16, most), WEIGHTED_SUMS(float, most))
  for (; p < pixels; p++, offset += step_x, y += step_y)
    FOR_CHANNELS(channels, WEIGHTED_SUMS(f16, 1), WEIGHTED_SUMS(float, 1))
}

CLONED void vec_weighted_sums(size_t count, const float *const *x, const float *const *w,
                              size_t channels, size_t pixels, size_t step_x, float *y,
                              size_t step_y, int accumulate) {
  // Nine taps are the usual case; a constant lets the compiler unroll.
  if (count == 9)
    weighted_sums(9, x, w, channels, pixels, step_x, y, step_y, accumulate);
  else
    weighted_sums(count, x, w, channels, pixels, step_x, y, step_y, accumulate);
}

typedef uint8_t b16 __attribute__((vector_size(16), aligned(1)));

CLONED void vec_maximum(size_t count, const float *const *x, size_t channels, float *y,
                        uint8_t *position) {
  size_t c = 0;
  // A NaN wins, as in PyTorch.
  for (; c + lanes <= channels; c += lanes) {
    f16 best = *(const f16 *)(x[0] + c);
    i16 at = {0};
    for (size_t t = 1; t < count; t++) {
      f16 v = *(const f16 *)(x[t] + c);
      i16 loses = (v <= best) | (best != best);
      best = SELECT(loses, best, v);
      if (position) at = (at & loses) | ((int)t & ~loses);
    }
    *(f16 *)(y + c) = best;
    if (position) *(b16 *)(position + c) = __builtin_convertvector(at, b16);
  }
  for (; c < channels; c++) {
    float best = x[0][c];
    uint8_t at = 0;
    for (size_t t = 1; t < count; t++) {
      int wins = !(x[t][c] <= best || best != best);
      best = wins ? x[t][c] : best;
      at = wins ? (uint8_t)t : at;
    }
    y[c] = best;
    if (position) position[c] = at;
  }
}

CLONED void vec_maximum_backward(size_t count, float *const *dx, size_t channels, const float *dy,
                                 const uint8_t *position) {
  size_t c = 0;
  for (; c + lanes <= channels; c += lanes) {
    f16 g = *(const f16 *)(dy + c), zero = {0};
    i16 at = __builtin_convertvector(*(const b16 *)(position + c), i16);
    for (size_t t = 0; t < count; t++) *(f16 *)(dx[t] + c) += SELECT(at == (int)t, g, zero);
  }
  for (; c < channels; c++) dx[position[c]][c] += dy[c];
}

// Patches

typedef float f4 __attribute__((vector_size(16), aligned(4)));
typedef float f8 __attribute__((vector_size(32), aligned(4)));

#define COPY_AS(T)                                                  \
  for (; i + sizeof(T) / sizeof(float) <= length; i += sizeof(T) / sizeof(float)) \
    *(T *)(to + i) = from ? *(const T *)(from + i) : (T){0};

// Lines are often shorter than a call of memcpy takes.
INLINE void copy_line(const float *from, size_t length, float *to) {
  size_t i = 0;
  COPY_AS(f16)
  COPY_AS(f8)
  COPY_AS(f4)
  COPY_AS(float)
}

CLONED void vec_window_lines(size_t windows, size_t step, size_t lines,
                             const float *const *sources, size_t length, float *patch,
                             size_t ldp) {
  for (size_t w = 0; w < windows; w++)
    for (size_t u = 0; u < lines; u++)
      copy_line(sources[u] ? sources[u] + w * step : NULL, length,
                patch + w * ldp + u * length);
}

// Runs BODY for the `width` channels of a group, as wide as they allow; c counts within the group.
#define BY_WIDTH(BODY)                                                               \
  if (width == 4) BODY_OF(f4, 4, BODY)                                               \
  else if (width == 8) BODY_OF(f8, 8, BODY)                                          \
  else if (width % lanes == 0) BODY_OF(f16, lanes, BODY)                             \
  else BODY_OF(float, 1, BODY)

#define BODY_OF(type, step, BODY)                                    \
  for (size_t g = 0; g < groups; g++)                                \
    for (size_t c = 0; c < width; c += step) {                       \
      typedef type T;                                                \
      BODY                                                           \
    }

CLONED void vec_group_patch(size_t taps, const float *const *pixels, size_t groups, size_t width,
                            float *patch) {
  for (size_t t = 0; t < taps; t++) {
    const float *x = pixels[t];
    if (x)
      BY_WIDTH(*(T *)(patch + (g * taps + t) * width + c) = *(const T *)(x + g * width + c);)
    else
      BY_WIDTH(*(T *)(patch + (g * taps + t) * width + c) = (T){0};)
  }
}

CLONED void vec_add_group_tap(size_t taps, const float *patch, size_t groups, size_t width,
                              float *y) {
  BY_WIDTH(*(T *)(y + g * width + c) += *(const T *)(patch + g * taps * width + c);)
}
