#ifndef LEVELS_H
#define LEVELS_H
#include "../include/vectors.h"

extern const struct vec_loops vec_baseline;
#ifdef __x86_64__
extern const struct vec_loops vec_avx2;
extern const struct vec_loops vec_avx512;
#endif
#endif
