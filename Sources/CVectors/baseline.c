// The instructions that every processor of the architecture has: SSE2 on x86-64.
#define LEVEL vec_baseline
#define LEVEL_NAME "baseline"
#define SQUARE_SIDE 4
#define TILE_LEVEL 128
#ifdef __aarch64__
#define CHAINS 7
#else
#define CHAINS 3
#endif
#include "loops/level.h"
