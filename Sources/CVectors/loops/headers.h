// Declarations that all levels share; included before the attribute of a level.
#ifndef HEADERS_H
#define HEADERS_H
#include "levels.h"
#include "numerals.h"

#include <math.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif
#endif
