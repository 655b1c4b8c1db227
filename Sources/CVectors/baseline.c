// The instructions that every processor of the architecture has: SSE2 on x86-64.
#define LEVEL vec_baseline
#define LEVEL_NAME "baseline"
#define SQUARE_SIDE 4
#include "loops/level.h"
