// All loops for one level, and their table.
#include "cells.h"
#include "combine.h"
#include "depthwise.h"
#include "elementwise.h"
#include "fold.h"
#include "groups.h"
#include "headers.h"
#include "limits.h"
#include "maps.h"
#include "norms.h"
#include "products.h"
#include "rows.h"
#include "transposes.h"
#include "windows.h"
#include "winograd.h"
#include "winograd_small.h"

#define LOOP(result, name, parameters, arguments) .name = name,
const struct vec_loops LEVEL = {
    .level = LEVEL_NAME,
#include "../include/vector_loops.h"
};
#undef LOOP
