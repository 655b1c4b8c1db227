#include "clones.h"
#include "vectors.h"

// Vectors travel by pointer: by value they would belong to the calling convention of one clone.

// v = e^v, to about two units in the last place where |v| ≤ 87: v = n·ln 2 + r, |r| ≤ ln 2 / 2.
INLINE void exponential(f16 *v) {
  f16 x = *v, zero = {0};
  x = SELECT(x > 88, zero + 88, SELECT(x < -87, zero - 87, x));
  f16 shifted = x * 1.44269504f + 12582912.0f;
  f16 n = shifted - 12582912.0f;
  f16 r = x - n * 0.693359375f + n * 2.12194440e-4f;
  f16 p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1;
  i16 exponent = (__builtin_convertvector(n, i16) + 127) << 23;
  *v = p * (f16)exponent;
}

INLINE void sigmoid(f16 *v) {
  f16 e = -*v;
  exponential(&e);
  *v = 1 / (1 + e);
}

// Near zero the quotient would cancel, so a polynomial stands in (Cephes, tanhf).
INLINE void hyperbolic_tangent(f16 *v) {
  f16 x = *v, s = x * x, e = x + x;
  f16 p = s * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * s - 5.37397155531e-2f;
  p = p * s + 1.33314422036e-1f;
  p = p * s - 3.33332819422e-1f;
  f16 near = p * s * x + x;
  exponential(&e);
  f16 far = 1 - 2 / (e + 1);
  *v = SELECT(s < 0.390625f, near, far);
}

// v = f(v). The comparisons are written so that a NaN passes.
INLINE void activate(f16 *v, int activation) {
  f16 zero = {0}, x = *v, y = x;
  switch (activation) {
    case vec_relu:
      *v = SELECT(x < zero, zero, x);
      break;
    case vec_relu6:
      x = SELECT(x < zero, zero, x);
      *v = SELECT(x > zero + 6, zero + 6, x);
      break;
    case vec_sigmoid:
      sigmoid(&y);
      *v = SELECT(x == x, y, x);
      break;
    case vec_tanh:
      hyperbolic_tangent(&y);
      *v = SELECT(x == x, y, x);
      break;
  }
}

// g = g · f'(x) from the result y = f(x).
INLINE void differentiate(const f16 *result, f16 *g, int activation) {
  f16 zero = {0}, y = *result;
  switch (activation) {
    case vec_relu:
      *g = SELECT(y > zero, *g, zero);
      break;
    case vec_relu6:
      *g = SELECT((y > zero) & (y < zero + 6), *g, zero);
      break;
    case vec_sigmoid:
      *g *= y * (1 - y);
      break;
    case vec_tanh:
      *g *= 1 - y * y;
      break;
  }
}

// Sixteen values, or the `count` that are left with zeros behind them.
INLINE void read(const float *p, size_t count, f16 *v) {
  if (count >= lanes) {
    *v = *(const f16 *)p;
    return;
  }
  *v = (f16){0};
  for (size_t i = 0; i < count; i++) (*v)[i] = p[i];
}

INLINE void write(float *p, const f16 *v, size_t count) {
  if (count >= lanes) {
    *(f16 *)p = *v;
    return;
  }
  for (size_t i = 0; i < count; i++) p[i] = (*v)[i];
}

#define READ(name, p) \
  f16 name;           \
  read(p, n, &name)

// Runs BODY for the channels from c0 to c1, sixteen at a time, then for the n that are left.
#define BY_CHANNELS(c0, c1, BODY)                \
  {                                              \
    size_t c = c0;                               \
    for (; c + lanes <= (c1); c += lanes) {      \
      enum { n = lanes };                        \
      BODY                                       \
    }                                            \
    if (c < (c1)) {                              \
      size_t n = (c1) - c;                       \
      BODY                                       \
    }                                            \
  }

INLINE void epilogue(size_t rows, size_t channels, const float *x, size_t ldx, const float *pre,
                     size_t ldpre, const float *center, const float *scale,
                     const float *shift, const float *post,
                     size_t ldpost, int activation, float *y, size_t ldy) {
  for (size_t r = 0; r < rows; r++)
    BY_CHANNELS(0, channels, {
      READ(v, x + r * ldx + c);
      if (pre) { READ(p, pre + r * ldpre + c); v += p; }
      if (center) { READ(m, center + c); v -= m; }
      if (scale) { READ(s, scale + c); v *= s; }
      if (shift) { READ(s, shift + c); v += s; }
      if (post) { READ(p, post + r * ldpost + c); v += p; }
      activate(&v, activation);
      write(y + r * ldy + c, &v, n);
    })
}

// A constant activation lets the compiler drop the other functions from the loop.
#define BY_ACTIVATION(call)                                  \
  switch (activation) {                                      \
    case vec_relu: { enum { f = vec_relu }; call; break; }   \
    case vec_relu6: { enum { f = vec_relu6 }; call; break; } \
    case vec_sigmoid: { enum { f = vec_sigmoid }; call; break; } \
    case vec_tanh: { enum { f = vec_tanh }; call; break; }   \
    default: { enum { f = vec_identity }; call; break; }     \
  }

CLONED void vec_epilogue(size_t rows, size_t channels, const float *x, size_t ldx,
                         const float *pre, size_t ldpre, const float *center, const float *scale,
                     const float *shift,
                         const float *post, size_t ldpost, int activation, float *y, size_t ldy) {
  BY_ACTIVATION(epilogue(rows, channels, x, ldx, pre, ldpre, center, scale, shift, post, ldpost, f, y, ldy))
}

INLINE void activation_backward(size_t rows, size_t channels, const float *y, size_t ldy,
                                const float *dy, size_t lddy, int activation, float *dx,
                                size_t lddx, int accumulate) {
  for (size_t r = 0; r < rows; r++)
    BY_CHANNELS(0, channels, {
      READ(result, y + r * ldy + c);
      READ(g, dy + r * lddy + c);
      differentiate(&result, &g, activation);
      if (accumulate) { READ(old, dx + r * lddx + c); g += old; }
      write(dx + r * lddx + c, &g, n);
    })
}

CLONED void vec_activation_backward(size_t rows, size_t channels, const float *y, size_t ldy,
                                    const float *dy, size_t lddy, int activation, float *dx,
                                    size_t lddx, int accumulate) {
  BY_ACTIVATION(activation_backward(rows, channels, y, ldy, dy, lddy, f, dx, lddx, accumulate))
}

// Sums over rows: float within a chunk of rows, double across chunks. Memory is read along the rows,
// as many channels at a time as have room for their sums in a first-level cache.
enum { chunk = 32, most_channels = 1024 };
typedef double d16 __attribute__((vector_size(128), aligned(8)));

INLINE void flush(const f16 *s, size_t channels, double *sums) {
  for (size_t c = 0; c < channels; c += lanes) {
    size_t n = channels - c;
    if (n >= lanes)
      *(d16 *)(sums + c) += __builtin_convertvector(s[c / lanes], d16);
    else
      for (size_t i = 0; i < n; i++) sums[c + i] += s[c / lanes][i];
  }
}

// Runs BODY for sixteen channels of `count` rows, which adds to u and v, and adds those to s and q.
#define SUM_ROWS(count, BODY)                             \
  BY_CHANNELS(c0, c1, {                                   \
    f16 u = {0};                                          \
    f16 v = {0};                                          \
    _Pragma("unroll") for (size_t k = 0; k < count; k++) { \
      size_t row = r + k;                                 \
      BODY                                                \
    }                                                     \
    s[(c - c0) / lanes] += u;                             \
    q[(c - c0) / lanes] += v;                             \
  })

#define SUMS_OVER_ROWS(first, second, BODY)                                     \
  for (size_t c0 = 0; c0 < channels; c0 += most_channels) {                     \
    size_t c1 = c0 + most_channels < channels ? c0 + most_channels : channels;  \
    for (size_t r0 = 0; r0 < rows; r0 += chunk) {                               \
      size_t r = r0, r1 = r0 + chunk < rows ? r0 + chunk : rows;                \
      f16 s[most_channels / lanes], q[most_channels / lanes];                   \
      for (size_t i = 0; i * lanes < c1 - c0; i++) s[i] = q[i] = (f16){0};      \
      for (; r + 4 <= r1; r += 4) SUM_ROWS(4, BODY)                             \
      for (; r < r1; r++) SUM_ROWS(1, BODY)                                     \
      flush(s, c1 - c0, first + c0);                                            \
      flush(q, c1 - c0, second + c0);                                           \
    }                                                                           \
  }

CLONED void vec_sum_columns(size_t rows, size_t channels, const float *a, size_t lda,
                            double *sums) {
  for (size_t r0 = 0; r0 < rows; r0 += chunk)
    BY_CHANNELS(0, channels, {
      size_t r1 = r0 + chunk < rows ? r0 + chunk : rows;
      f16 s = {0};
      for (size_t r = r0; r < r1; r++) {
        READ(v, a + r * lda + c);
        s += v;
      }
      flush(&s, n, sums + c);
    })
}

CLONED void vec_moments(size_t rows, size_t channels, const float *x, size_t ldx,
                        const float *pivot, double *sums, double *squares) {
  SUMS_OVER_ROWS(sums, squares, {
    READ(p, pivot + c);
    READ(d, x + row * ldx + c);
    d -= p;
    u += d;
    v += d * d;
  })
}

INLINE void norm_backward_sums(size_t rows, size_t channels, const float *x, size_t ldx,
                               const float *y, size_t ldy, const float *dy, size_t lddy,
                               const float *pivot, int activation, double *sums,
                               double *products) {
  SUMS_OVER_ROWS(sums, products, {
    READ(p, pivot + c);
    READ(g, dy + row * lddy + c);
    if (activation) {
      READ(result, y + row * ldy + c);
      differentiate(&result, &g, activation);
    }
    READ(d, x + row * ldx + c);
    u += g;
    v += g * (d - p);
  })
}

CLONED void vec_norm_backward_sums(size_t rows, size_t channels, const float *x, size_t ldx,
                                   const float *y, size_t ldy, const float *dy, size_t lddy,
                                   const float *pivot, int activation, double *sums,
                                   double *products) {
  BY_ACTIVATION(
      norm_backward_sums(rows, channels, x, ldx, y, ldy, dy, lddy, pivot, f, sums, products))
}

INLINE void norm_backward(size_t rows, size_t channels, const float *x, size_t ldx, const float *y,
                          size_t ldy, const float *dy, size_t lddy, const float *a, const float *b,
                          const float *center, const float *k, int activation, float *dx, size_t lddx, int accumulate,
                          float *dpost, size_t lddpost, int accumulate_post) {
  for (size_t r = 0; r < rows; r++)
    BY_CHANNELS(0, channels, {
      READ(g, dy + r * lddy + c);
      if (activation) {
        READ(result, y + r * ldy + c);
        differentiate(&result, &g, activation);
      }
      if (dpost) {
        f16 sum = g;
        if (accumulate_post) { READ(old, dpost + r * lddpost + c); sum += old; }
        write(dpost + r * lddpost + c, &sum, n);
      }
      READ(u, a + c);
      READ(s, b + c);
      READ(d, x + r * ldx + c);
      READ(m, center + c);
      READ(v, k + c);
      v += u * g + s * (d - m);
      if (accumulate) { READ(old, dx + r * lddx + c); v += old; }
      write(dx + r * lddx + c, &v, n);
    })
}

CLONED void vec_norm_backward(size_t rows, size_t channels, const float *x, size_t ldx,
                              const float *y, size_t ldy, const float *dy, size_t lddy,
                              const float *a, const float *b, const float *center,
                              const float *c, int activation, float *dx, size_t lddx, int accumulate, float *dpost,
                              size_t lddpost, int accumulate_post) {
  BY_ACTIVATION(norm_backward(rows, channels, x, ldx, y, ldy, dy, lddy, a, b, center, c, f, dx, lddx,
                              accumulate, dpost, lddpost, accumulate_post))
}
