// AVX2, FMA and BMI, as in x86-64-v3.
#ifdef __x86_64__
#include "loops/headers.h"

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,f16c,fma,lzcnt,movbe,popcnt"))), \
                             apply_to = function)
#define LEVEL vec_avx2
#define LEVEL_NAME "AVX2"
#define SQUARE_SIDE 8
#define TILE_LEVEL 256
#define CHAINS 6
#include "loops/level.h"
#pragma clang attribute pop
#endif
