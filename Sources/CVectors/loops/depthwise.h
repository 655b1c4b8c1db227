// Windows of three by three that filter each channel by itself, a line of them at a time.
#ifndef DEPTHWISE_H
#define DEPTHWISE_H
#include "products.h"

// The most windows whose sums stay in registers.
#if TILE_LEVEL == 512
enum { most_windows = 7 };
#elif TILE_LEVEL == 256
enum { most_windows = 3 };
#else
enum { most_windows = 2 };
#endif

// Lines of a window whose products with a gradient are summed at once: three sums for each.
#if TILE_LEVEL == 512
enum { window_lines_at_once = 3 };
#else
enum { window_lines_at_once = 1 };
#endif

// Windows of a line with a vector of their channels: the first of `n` is c.
struct some_windows {
  struct vec_window_line line;
  size_t first, c, n;
  // Whether all their columns lie within the map.
  int is_inside;
};

// Runs a body for the pixels v under line `u` of `count` windows, column by column, and for the
// taps t that are over it: those of window i.
#define WINDOW_COLUMNS(count, ...)                                                     \
  {                                                                                    \
    /* A column left of the map has a number beyond any width. */                      \
    const size_t left = w.first * stride - w.line.padding;                             \
    const float *column = w.line.pixels[u] + (ptrdiff_t)(left * w.line.step) + w.c;    \
    EACH(j, (count - 1) * stride + 3) {                                                \
      if (!w.is_inside && left + j >= w.line.width) continue;                          \
      if (u >= 3 - stride)                                                             \
        PREFETCH(column + (ptrdiff_t)(j * w.line.step), count * stride * w.line.step); \
      f16 v = load(column + (ptrdiff_t)(j * w.line.step), w.n);                        \
      EACH(t, 3) {                                                                     \
        if (j < t || (j - t) % stride != 0 || (j - t) / stride >= count) continue;     \
        const size_t i = (j - t) / stride;                                             \
        __VA_ARGS__                                                                    \
      }                                                                                \
    }                                                                                  \
  }

#define WINDOWS(count) EACH(i, count)
#define WINDOW_IN(m) ((m).base + (w.first + i) * (m).stride + w.c)
#define AT_WINDOW(m) load(WINDOW_IN(m), w.n)
#define AT_CHANNEL(values) load((values) + w.c, w.n)

// `count` and `stride` are constants where this is inlined.
INLINE void filter_windows(const size_t count, const size_t stride, struct some_windows w,
                           const float *filter, const struct tile_result *result) {
  f16 sums[most_windows];
  WINDOWS(count) {
    PREFETCH(WINDOW_IN(result->y), count * result->y.stride);
    sums[i] = (f16){0};
  }
  for (size_t u = 0; u < 3; u++) {
    if (!w.line.pixels[u]) continue;
    f16 taps[3];
    EACH(t, 3) taps[t] = AT_CHANNEL(filter + (3 * u + t) * w.line.filter_step);
    WINDOW_COLUMNS(count, sums[i] += v * taps[t];)
  }
  const struct vec_map y = result->y;
  const struct vec_terms t = result->terms;
  const float lower = result->lower, upper = result->upper;
  ADD_TERMS(t, WINDOWS(count), sums[i], AT_WINDOW, AT_CHANNEL)
  WINDOWS(count) store(WINDOW_IN(y), within(sums[i], lower, upper), w.n);
}

// The products of some windows with their gradients, added to the sums of the taps.
INLINE void multiply_windows(const size_t count, const size_t stride, struct some_windows w,
                             struct vec_map dy, float *taps) {
  f16 g[most_windows];
  WINDOWS(count) {
    PREFETCH(WINDOW_IN(dy), count * dy.stride);
    g[i] = AT_WINDOW(dy);
  }
  for (size_t top = 0; top < 3; top += window_lines_at_once) {
    float *row = taps + 3 * top * w.line.filter_step + w.c;
    f16 sums[3 * window_lines_at_once];
    EACH(k, 3 * window_lines_at_once) sums[k] = load(row + k * w.line.filter_step, w.n);
    EACH(k, window_lines_at_once) {
      const size_t u = top + k;
      if (!w.line.pixels[u]) continue;
      WINDOW_COLUMNS(count, sums[3 * k + t] += v * g[i];)
    }
    EACH(k, 3 * window_lines_at_once) store(row + k * w.line.filter_step, sums[k], w.n);
  }
}

// Runs a function for `count` windows at a time, as long as there are as many.
#define WINDOWS_OF(count, stride, function, ...)                                                   \
  for (; first + (count) <= line->windows; first += (count)) {                                     \
    struct some_windows w = {.line = *line, .first = first, .n = lanes};                           \
    const size_t left = first * stride - line->padding;                                            \
    if (left < line->width && left + ((count)-1) * stride + 3 <= line->width) {                    \
      w.is_inside = 1;                                                                             \
      for (; w.c + lanes <= line->channels; w.c += lanes) function(count, stride, w, __VA_ARGS__); \
    }                                                                                              \
    w.is_inside = 0;                                                                               \
    for (; w.c + lanes <= line->channels; w.c += lanes) function(count, stride, w, __VA_ARGS__);   \
    w.n = line->channels - w.c;                                                                    \
    if (w.n > 0) function(count, stride, w, __VA_ARGS__);                                          \
  }

// Runs it for all windows of a line, in few pieces.
#define ALL_WINDOWS(stride, function, ...)                             \
  {                                                                    \
    size_t first = 0;                                                  \
    WINDOWS_OF(most_windows, stride, function, __VA_ARGS__)            \
    if (most_windows > 4) WINDOWS_OF(4, stride, function, __VA_ARGS__) \
    if (most_windows > 2) WINDOWS_OF(2, stride, function, __VA_ARGS__) \
    WINDOWS_OF(1, stride, function, __VA_ARGS__)                       \
  }

static void filter_line(const struct vec_window_line *line, const float *filter,
                        const struct vec_terms *terms, struct vec_map y) {
  struct tile_result result = {.y = y, .terms = *terms};
  int is_bounded = bounds_of(terms->function, &result.lower, &result.upper);
  if (line->stride == 1)
    ALL_WINDOWS(1, filter_windows, filter, &result)
  else
    ALL_WINDOWS(2, filter_windows, filter, &result)
  if (!is_bounded) apply(line->windows, line->channels, y, terms->function, y);
}

static void multiply_line(const struct vec_window_line *line, struct vec_map dy, float *taps) {
  if (line->stride == 1)
    ALL_WINDOWS(1, multiply_windows, dy, taps)
  else
    ALL_WINDOWS(2, multiply_windows, dy, taps)
}
#endif
