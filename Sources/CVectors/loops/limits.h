// Work that a processor does as fast as it can do anything: arithmetic in registers, and streams
// from memory.
#ifndef LIMITS_H
#define LIMITS_H
#include "lanes.h"

// The vector with number i after an address.
#define AT_LANES(p, i) (*(f16 *)((p) + (i)*lanes))

// Each chain waits for its own last result alone; CHAINS of them fill the registers of the level.
static size_t multiply_adds(size_t steps, float *values) {
  f16 s[CHAINS];
  EACH(i, CHAINS) s[i] = AT_LANES(values, i);
  // They tend to 1, so that no number grows, vanishes or becomes slow.
  f16 factor = all(0.75f), addend = all(0.25f);
  for (size_t step = 0; step < steps; step++)
    EACH(i, CHAINS) s[i] = s[i] * factor + addend;
  EACH(i, CHAINS) AT_LANES(values, i) = s[i];
  return steps * CHAINS * lanes;
}

static float sum(size_t count, const float *x) {
  enum { sums = 4 };
  f16 s[sums] = {{0}};
  for (size_t c = 0; c + sums * lanes <= count; c += sums * lanes)
    EACH(i, sums) s[i] += AT_LANES(x + c, i);
  f16 all_sums = (s[0] + s[1]) + (s[2] + s[3]);
  float result = 0;
  for (int i = 0; i < lanes; i++) result += all_sums[i];
  return result;
}

static void triad(size_t count, const float *a, const float *b, float factor, float *y) {
  for (size_t c = 0; c + lanes <= count; c += lanes)
    AT_LANES(y + c, 0) = AT_LANES(a + c, 0) + AT_LANES(b + c, 0) * factor;
}
#endif
