// AVX-512 Foundation, which includes AVX2 and FMA: the loops need no other part of AVX-512.
#ifdef __x86_64__
#include "loops/headers.h"

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define LEVEL vec_avx512
#define LEVEL_NAME "AVX-512"
#define SQUARE_SIDE 16
#define TILE_LEVEL 512
#define CHAINS 16
#include "loops/level.h"
#pragma clang attribute pop
#endif
