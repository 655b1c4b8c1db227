// Element functions over maps, alone or at the end of a product.
#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H
#include "formulas.h"

typedef f16 value_function(f16 x, float p, float q);
typedef f16 gradient_function(f16 kept, f16 g, float p, float q);

// The loops below take functions that are constants where they are inlined.

INLINE void apply_with(value_function *value, size_t rows, size_t channels, struct vec_map x,
                       struct vec_function f, struct vec_map y) {
  ROWS
    PADDED_CHANNELS(0, channels, STORE(y, value(LOAD(x), f.p, f.q));)
}

INLINE void apply_backward_with(gradient_function *gradient, size_t rows, size_t channels,
                                struct vec_map kept, struct vec_map dy, struct vec_function f,
                                struct vec_map dx, int accumulate) {
  ROWS
    PADDED_CHANNELS(0, channels, {
      f16 g = gradient(LOAD(kept), LOAD(dy), f.p, f.q);
      if (accumulate) g += LOAD(dx);
      STORE(dx, g);
    })
}

// All terms but the function: EVERY runs a statement for all sums, PIXEL(m) is what a map has
// beside a sum, and CHANNEL(v) what a row of channels has.
#define ADD_TERMS(t, EVERY, sum, PIXEL, CHANNEL)       \
  if ((t).before.base) EVERY sum += PIXEL((t).before); \
  if ((t).center) EVERY sum -= CHANNEL((t).center);    \
  if ((t).scale) EVERY sum *= CHANNEL((t).scale);      \
  if ((t).shift) EVERY sum += CHANNEL((t).shift);      \
  if ((t).after.base) EVERY sum += PIXEL((t).after);

#define LOAD_CHANNEL(values) load((values) + c, n)

// Rows that are taken through the channels together, so that what rows share is read once for all.
enum { rows_at_once = 4 };

// Runs a body for all rows, `count` of them from `first` on at a time.
#define ROWS_AT_ONCE(...)                                         \
  {                                                               \
    size_t first = 0;                                             \
    for (; first + rows_at_once <= rows; first += rows_at_once) { \
      enum { count = rows_at_once };                              \
      __VA_ARGS__                                                 \
    }                                                             \
    for (; first < rows; first++) {                               \
      enum { count = 1 };                                         \
      __VA_ARGS__                                                 \
    }                                                             \
  }

// Runs what follows for the rows i that are taken together, with what a map has there.
#define EACH_ROW EACH(i, count)
#define ROW_OF(m) ((m).base + (first + i) * (m).stride + c)
#define LOAD_ROW(m) load(ROW_OF(m), n)

// The terms are passed by value: through a pointer, every store could change them.
INLINE void epilogue_with(value_function *value, size_t rows, size_t channels, struct vec_map x,
                          struct vec_terms t, struct vec_map y) {
  ROWS_AT_ONCE(PADDED_CHANNELS(0, channels, {
    f16 v[count];
    EACH_ROW {
      PREFETCH(ROW_OF(x), rows_at_once * x.stride);
      PREFETCH(ROW_OF(y), rows_at_once * y.stride);
      v[i] = LOAD_ROW(x);
    }
    ADD_TERMS(t, EACH_ROW, v[i], LOAD_ROW, LOAD_CHANNEL)
    EACH_ROW store(ROW_OF(y), value(v[i], t.function.p, t.function.q), n);
  }))
}

// One copy for each function.

#define IF_alone(...)
#define IF_fused(...) __VA_ARGS__

#define COPIES(name, source, place, value, gradient)                                              \
  static void apply_##name(size_t rows, size_t channels, struct vec_map x, struct vec_function f, \
                           struct vec_map y) {                                                    \
    apply_with(value_##name, rows, channels, x, f, y);                                            \
  }                                                                                               \
  static void apply_backward_##name(size_t rows, size_t channels, struct vec_map kept,            \
                                    struct vec_map dy, struct vec_function f, struct vec_map dx,  \
                                    int accumulate) {                                             \
    apply_backward_with(gradient_##name, rows, channels, kept, dy, f, dx, accumulate);            \
  }                                                                                               \
  IF_##place(static void epilogue_##name(size_t rows, size_t channels, struct vec_map x,          \
                                         const struct vec_terms *t, struct vec_map y) {           \
    epilogue_with(value_##name, rows, channels, x, *t, y);                                        \
  })
ELEMENTS(COPIES)
#undef COPIES

// Their tables, by the numbers of the functions.

#define APPLY(name, ...) apply_##name,
#define APPLY_BACKWARD(name, ...) apply_backward_##name,
#define EPILOGUE_alone(name) NULL,
#define EPILOGUE_fused(name) epilogue_##name,
#define EPILOGUE(name, source, place, value, gradient) EPILOGUE_##place(name)

static void apply(size_t rows, size_t channels, struct vec_map x, struct vec_function f,
                  struct vec_map y) {
  static __typeof__(apply_identity) *const copies[] = {ELEMENTS(APPLY)};
  copies[f.number](rows, channels, x, f, y);
}

static void apply_backward(size_t rows, size_t channels, struct vec_map kept, struct vec_map dy,
                           struct vec_function f, struct vec_map dx, int accumulate) {
  static __typeof__(apply_backward_identity) *const copies[] = {ELEMENTS(APPLY_BACKWARD)};
  copies[f.number](rows, channels, kept, dy, f, dx, accumulate);
}

static void epilogue(size_t rows, size_t channels, struct vec_map x, const struct vec_terms *t,
                     struct vec_map y) {
  static __typeof__(epilogue_identity) *const copies[] = {ELEMENTS(EPILOGUE)};
  copies[t->function.number](rows, channels, x, t, y);
}

// ReLU with learned slopes

static void prelu(size_t rows, size_t channels, struct vec_map x, const float *slopes,
                  struct vec_map y) {
  ROWS
    PADDED_CHANNELS(0, channels, {
      f16 v = LOAD(x);
      STORE(y, choose(v > 0, v, v * load(slopes + c, n)));
    })
}

static void prelu_backward(size_t rows, size_t channels, struct vec_map x, struct vec_map dy,
                           const float *slopes, struct vec_map dx, int accumulate) {
  ROWS
    PADDED_CHANNELS(0, channels, {
      f16 g = LOAD(dy);
      g = choose(LOAD(x) > 0, g, g * load(slopes + c, n));
      if (accumulate) g += LOAD(dx);
      STORE(dx, g);
    })
}
#endif
