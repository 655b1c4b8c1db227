// Sliding windows over maps, and patches.
#ifndef WINDOWS_H
#define WINDOWS_H
#include "lanes.h"

// The weights are read once for P pixels.
#define WEIGHTED_SUMS(P)                                            \
  CHANNELS(channels, {                                              \
    T s[P];                                                         \
    EACH(i, P) s[i] = accumulate ? AT(y + i * step_y + c) : (T){0}; \
    for (size_t t = 0; t < count; t++) {                            \
      const float *source = x[t] + offset + c;                      \
      T weight = AT(w[t] + c);                                      \
      EACH(i, P) s[i] += AT(source + i * step_x) * weight;          \
    }                                                               \
    EACH(i, P) AT(y + i * step_y + c) = s[i];                       \
  })

INLINE void weighted_sums_of(size_t count, const float *const *x, const float *const *w,
                             size_t channels, size_t pixels, size_t step_x, float *y, size_t step_y,
                             int accumulate) {
  enum { most = 4 };
  size_t p = 0, offset = 0;
  for (; p + most <= pixels; p += most, offset += most * step_x, y += most * step_y)
    WEIGHTED_SUMS(most)
  for (; p < pixels; p++, offset += step_x, y += step_y) WEIGHTED_SUMS(1)
}

static void weighted_sums(size_t count, const float *const *x, const float *const *w,
                          size_t channels, size_t pixels, size_t step_x, float *y, size_t step_y,
                          int accumulate) {
  // Nine taps are the usual case; a constant count lets the compiler unroll.
  if (count == 9)
    weighted_sums_of(9, x, w, channels, pixels, step_x, y, step_y, accumulate);
  else
    weighted_sums_of(count, x, w, channels, pixels, step_x, y, step_y, accumulate);
}

static void maximum(size_t count, const float *const *x, size_t channels, float *y,
                    uint8_t *index) {
  size_t c = 0;
  for (; c + lanes <= channels; c += lanes) {
    f16 best = *(const f16 *)(x[0] + c);
    i16 at = {0};
    for (size_t t = 1; t < count; t++) {
      f16 v = *(const f16 *)(x[t] + c);
      i16 loses = (v <= best) | (best != best);
      best = choose(loses, best, v);
      if (index) at = (at & loses) | ((int)t & ~loses);
    }
    *(f16 *)(y + c) = best;
    if (index) *(b16 *)(index + c) = __builtin_convertvector(at, b16);
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
    if (index) index[c] = at;
  }
}

static void maxima(size_t count, const float *const *x, size_t channels, size_t pixels,
                   size_t step_x, float *y, size_t step_y) {
  for (size_t p = 0; p < pixels; p++, y += step_y)
    PADDED_CHANNELS(0, channels, {
      f16 best = all(-INFINITY);
      for (size_t t = 0; t < count; t++) {
        f16 v = load(x[t] + p * step_x + c, n);
        best = choose((v > best) | (v != v), v, best);
      }
      store(y + c, best, n);
    })
}

static void maximum_backward(size_t count, float *const *dx, size_t channels, const float *dy,
                             const uint8_t *index) {
  size_t c = 0;
  for (; c + lanes <= channels; c += lanes) {
    f16 g = *(const f16 *)(dy + c);
    i16 at = __builtin_convertvector(*(const b16 *)(index + c), i16);
    for (size_t t = 0; t < count; t++) *(f16 *)(dx[t] + c) += choose(at == (int)t, g, all(0));
  }
  for (; c < channels; c++) dx[index[c]][c] += dy[c];
}

#define COPY_AS(T)                                                                \
  for (; i + sizeof(T) / sizeof(float) <= length; i += sizeof(T) / sizeof(float)) \
    *(T *)(to + i) = from ? *(const T *)(from + i) : (T){0};

// A call of memcpy often costs more than copying a line.
INLINE void copy_line(const float *from, size_t length, float *to) {
  size_t i = 0;
  COPY_AS(f16)
  COPY_AS(f8)
  COPY_AS(f4)
  COPY_AS(float)
}

static void window_lines(size_t windows, size_t step, size_t lines, const float *const *sources,
                         size_t length, float *patch, size_t ldp) {
  for (size_t w = 0; w < windows; w++)
    for (size_t u = 0; u < lines; u++)
      copy_line(sources[u] ? sources[u] + w * step : NULL, length, patch + w * ldp + u * length);
}

// Runs a body for the channels of groups, with vectors as wide as the groups allow; c counts within
// a group.
#define GROUPS(...)                    \
  if (width == 4)                      \
    GROUPS_OF(f4, 4, __VA_ARGS__)      \
  else if (width == 8)                 \
    GROUPS_OF(f8, 8, __VA_ARGS__)      \
  else if (width % lanes == 0)         \
    GROUPS_OF(f16, lanes, __VA_ARGS__) \
  else                                 \
    GROUPS_OF(float, 1, __VA_ARGS__)

#define GROUPS_OF(type, step, ...)             \
  for (size_t g = 0; g < groups; g++)          \
    for (size_t c = 0; c < width; c += step) { \
      typedef type T;                          \
      __VA_ARGS__                              \
    }

static void group_patch(size_t taps, const float *const *pixels, size_t groups, size_t width,
                        float *patch) {
  for (size_t t = 0; t < taps; t++) {
    const float *x = pixels[t];
    if (x)
      GROUPS(AT(patch + (g * taps + t) * width + c) = AT(x + g * width + c);)
    else
      GROUPS(AT(patch + (g * taps + t) * width + c) = (T){0};)
  }
}

static void add_group_tap(size_t taps, const float *patch, size_t groups, size_t width, float *y) {
  GROUPS(AT(y + g * width + c) += AT(patch + g * taps * width + c);)
}
#endif
