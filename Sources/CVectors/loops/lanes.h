// Vectors of sixteen values, which narrower levels split, and loops over channels.
#ifndef LANES_H
#define LANES_H
#include "headers.h"

#define INLINE static inline __attribute__((always_inline))
// Vectors are passed only between inlined functions, so no calling convention is involved.
#pragma clang diagnostic ignored "-Wpsabi"

// At any address.
typedef float f4 __attribute__((vector_size(16), aligned(4)));
typedef float f8 __attribute__((vector_size(32), aligned(4)));
typedef float f16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t i16 __attribute__((vector_size(64), aligned(4)));
typedef uint32_t u16 __attribute__((vector_size(64), aligned(4)));
typedef uint8_t b16 __attribute__((vector_size(16), aligned(1)));
typedef double d16 __attribute__((vector_size(128), aligned(8)));
enum { lanes = 16 };

INLINE f16 all(float v) { return (f16){0} + v; }

INLINE f16 choose(i16 mask, f16 yes, f16 no) {
  return (f16)(((i16)yes & mask) | ((i16)no & ~mask));
}

// The T at an address.
#define AT(p) (*(T *)(p))
// The T of map m at row r and channel c.
#define IN(m) AT((m).base + r * (m).stride + c)

// Runs a body for the channels c below `end`, sixteen at a time with T = f16, then one at a time
// with T = float.
#define CHANNELS(end, ...)                   \
  {                                          \
    size_t c = 0;                            \
    for (; c + lanes <= (end); c += lanes) { \
      typedef f16 T;                         \
      __VA_ARGS__                            \
    }                                        \
    for (; c < (end); c++) {                 \
      typedef float T;                       \
      __VA_ARGS__                            \
    }                                        \
  }

// Asks for a line of the cache that a loop needs a few kilobytes further on, beyond the `block`
// values that it takes together: the processor by itself follows one row after the other, not
// several at once.
#ifndef AHEAD
#define AHEAD 1024
#endif
enum { ahead = AHEAD };
#define PREFETCH(p, block) __builtin_prefetch((p) + ((block) > ahead ? (block) : ahead))

// An unrolled loop over i from 0 to n − 1.
#define EACH(i, n) _Pragma("unroll") for (size_t i = 0; i < (n); i++)

// Runs what follows for every row r.
#define ROWS for (size_t r = 0; r < rows; r++)

// Runs a body for the channels c from `first` to `end` with vectors only: the last n channels are
// one vector padded with zeros. The body reads and writes through `load` and `store`.
#define PADDED_CHANNELS(first, end, ...)     \
  {                                          \
    size_t c = first;                        \
    for (; c + lanes <= (end); c += lanes) { \
      enum { n = lanes };                    \
      __VA_ARGS__                            \
    }                                        \
    if (c < (end)) {                         \
      size_t n = (end)-c;                    \
      __VA_ARGS__                            \
    }                                        \
  }

#if TILE_LEVEL == 512
INLINE f16 load(const float *p, size_t n) {
  return n >= lanes ? *(const f16 *)p : (f16)_mm512_maskz_loadu_ps((1u << n) - 1, p);
}

INLINE void store(float *p, f16 v, size_t n) {
  if (n >= lanes)
    *(f16 *)p = v;
  else
    _mm512_mask_storeu_ps(p, (1u << n) - 1, (__m512)v);
}
#else
INLINE f16 load(const float *p, size_t n) {
  if (n >= lanes) return *(const f16 *)p;
  f16 v = {0};
  for (size_t i = 0; i < n; i++) v[i] = p[i];
  return v;
}

INLINE void store(float *p, f16 v, size_t n) {
  if (n >= lanes) {
    *(f16 *)p = v;
    return;
  }
  for (size_t i = 0; i < n; i++) p[i] = v[i];
}
#endif

#define LOAD(m) load((m).base + r * (m).stride + c, n)
#define STORE(m, v) store((m).base + r * (m).stride + c, v, n)
#endif
