// What is declared the same for all levels; included before the attribute of one.
#ifndef HEADERS_H
#define HEADERS_H
#include "levels.h"
#include "numerals.h"

#include <math.h>
#endif
