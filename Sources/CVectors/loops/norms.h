// Sums over rows, and the backward pass of norms.
#ifndef NORMS_H
#define NORMS_H
#include "elementwise.h"

// Sums are floats within a chunk of rows and doubles across chunks. Memory is read along the rows,
// as many channels at a time as have sums that fit into the L1 cache.
enum { chunk = 32, most_channels = 1024 };

INLINE void flush(const f16 *s, size_t channels, double *sums) {
  for (size_t c = 0; c < channels; c += lanes) {
    size_t n = channels - c;
    if (n >= lanes)
      *(d16 *)(sums + c) += __builtin_convertvector(s[c / lanes], d16);
    else
      for (size_t i = 0; i < n; i++) sums[c + i] += s[c / lanes][i];
  }
}

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }

#define SUM_OVER_ROWS(sums, VALUE)                                      \
  for (size_t r0 = 0; r0 < rows; r0 += chunk)                           \
    PADDED_CHANNELS(0, channels, {                                      \
      f16 s = {0};                                                      \
      for (size_t r = r0; r < least(r0 + chunk, rows); r++) s += VALUE; \
      flush(&s, n, sums + c);                                           \
    })

static void sum_columns(size_t rows, size_t channels, struct vec_map a, double *sums) {
  SUM_OVER_ROWS(sums, LOAD(a))
}

static void prelu_slopes(size_t rows, size_t channels, struct vec_map x, struct vec_map dy,
                         double *sums) {
  SUM_OVER_ROWS(sums, choose(LOAD(x) > 0, all(0), LOAD(x) * LOAD(dy)))
}

// Adds the body's u and v, for `count` rows from r0 onward, to s and q.
#define ADD_ROWS(count, ...)  \
  PADDED_CHANNELS(c0, c1, {   \
    f16 u = {0}, v = {0};     \
    EACH(k, count) {          \
      size_t r = r0 + k;      \
      __VA_ARGS__             \
    }                         \
    s[(c - c0) / lanes] += u; \
    q[(c - c0) / lanes] += v; \
  })

#define TWO_SUMS_OVER_ROWS(first, second, ...)                             \
  for (size_t c0 = 0; c0 < channels; c0 += most_channels) {                \
    size_t c1 = least(c0 + most_channels, channels);                       \
    for (size_t start = 0; start < rows; start += chunk) {                 \
      size_t r0 = start, end = least(start + chunk, rows);                 \
      f16 s[most_channels / lanes], q[most_channels / lanes];              \
      for (size_t i = 0; i * lanes < c1 - c0; i++) s[i] = q[i] = (f16){0}; \
      for (; r0 + 4 <= end; r0 += 4) ADD_ROWS(4, __VA_ARGS__)              \
      for (; r0 < end; r0++) ADD_ROWS(1, __VA_ARGS__)                      \
      flush(s, c1 - c0, first + c0);                                       \
      flush(q, c1 - c0, second + c0);                                      \
    }                                                                      \
  }

static void moments(size_t rows, size_t channels, struct vec_map x, const float *pivot,
                    double *sums, double *squares) {
  TWO_SUMS_OVER_ROWS(sums, squares, {
    PREFETCH(x.base + r * x.stride + c, 4 * x.stride);
    f16 d = LOAD(x) - load(pivot + c, n);
    u += d;
    v += d * d;
  });
}

// What the derivative is computed from: the result, or the argument as `epilogue` computes it. That
// has the same bits, since one beside a kink must not fall on the other side.
INLINE f16 kept_by_norm(struct vec_norm m, f16 d, f16 scale, f16 shift, const float *y, size_t n) {
  if (m.y.base) return load(y, n);
  d *= scale;
  d += shift;
  return d;
}

// What only the argument is computed from.
#define FOR_ARGUMENT(values) (m.y.base ? (f16){0} : LOAD_CHANNEL(values))

INLINE void norm_sums_with(gradient_function *gradient, size_t rows, size_t channels,
                           struct vec_norm m, double *sums, double *products) {
  struct vec_function f = m.function;
  TWO_SUMS_OVER_ROWS(sums, products, {
    PREFETCH(m.x.base + r * m.x.stride + c, 4 * m.x.stride);
    PREFETCH(m.dy.base + r * m.dy.stride + c, 4 * m.dy.stride);
    f16 d = LOAD(m.x) - LOAD_CHANNEL(m.center);
    f16 kept = kept_by_norm(m, d, FOR_ARGUMENT(m.scale), FOR_ARGUMENT(m.shift),
                            m.y.base + r * m.y.stride + c, n);
    f16 g = gradient(kept, LOAD(m.dy), f.p, f.q);
    u += g;
    v += g * d;
  });
}

INLINE void norm_backward_with(gradient_function *gradient, size_t rows, size_t channels,
                               struct vec_norm m, struct vec_norm_gradients to) {
  struct vec_function f = m.function;
  ROWS_AT_ONCE(PADDED_CHANNELS(0, channels, {
    const f16 center = LOAD_CHANNEL(m.center);
    const f16 scale = FOR_ARGUMENT(m.scale), shift = FOR_ARGUMENT(m.shift);
    const f16 p = LOAD_CHANNEL(to.a), q = LOAD_CHANNEL(to.b), s = LOAD_CHANNEL(to.c);
    EACH_ROW {
      PREFETCH(ROW_OF(m.x), rows_at_once * m.x.stride);
      PREFETCH(ROW_OF(m.dy), rows_at_once * m.dy.stride);
      PREFETCH(ROW_OF(to.dx), rows_at_once * to.dx.stride);
      f16 d = LOAD_ROW(m.x) - center;
      f16 g = gradient(kept_by_norm(m, d, scale, shift, ROW_OF(m.y), n), LOAD_ROW(m.dy), f.p, f.q);
      if (to.dafter.base)
        store(ROW_OF(to.dafter), to.accumulate_after ? g + LOAD_ROW(to.dafter) : g, n);
      f16 v = s + (p * g + q * d);
      if (to.accumulate) v += LOAD_ROW(to.dx);
      store(ROW_OF(to.dx), v, n);
    }
  }))
}

// One copy for each function that norms can apply.

#define COPIES_alone(name)
#define COPIES_fused(name)                                                                 \
  static void norm_sums_##name(size_t rows, size_t channels, const struct vec_norm *m,     \
                               double *sums, double *products) {                           \
    norm_sums_with(gradient_##name, rows, channels, *m, sums, products);                   \
  }                                                                                        \
  static void norm_backward_##name(size_t rows, size_t channels, const struct vec_norm *m, \
                                   const struct vec_norm_gradients *to) {                  \
    norm_backward_with(gradient_##name, rows, channels, *m, *to);                          \
  }
#define COPIES_either(name, place) COPIES_##place(name)
#define COPIES_result(name, place) COPIES_##place(name)
#define COPIES_argument(name, place)
#define COPIES(name, source, place, value, gradient) COPIES_##source(name, place)
ELEMENTS(COPIES)

#define ENTRY_alone(copy) NULL,
#define ENTRY_fused(copy) copy,
#define ENTRY_either(copy, place) ENTRY_##place(copy)
#define ENTRY_result(copy, place) ENTRY_##place(copy)
#define ENTRY_argument(copy, place) NULL,
#define SUMS(name, source, place, value, gradient) ENTRY_##source(norm_sums_##name, place)
#define BACKWARD(name, source, place, value, gradient) ENTRY_##source(norm_backward_##name, place)

static void norm_backward_sums(size_t rows, size_t channels, const struct vec_norm *m, double *sums,
                               double *products) {
  static __typeof__(norm_sums_identity) *const copies[] = {ELEMENTS(SUMS)};
  copies[m->function.number](rows, channels, m, sums, products);
}

static void norm_backward(size_t rows, size_t channels, const struct vec_norm *m,
                          const struct vec_norm_gradients *to) {
  static __typeof__(norm_backward_identity) *const copies[] = {ELEMENTS(BACKWARD)};
  copies[m->function.number](rows, channels, m, to);
}
#endif
