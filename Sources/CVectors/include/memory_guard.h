// Marks memory that nothing may touch, for builds with AddressSanitizer; nothing in others.
#ifndef MEMORY_GUARD_H
#define MEMORY_GUARD_H
#include <stddef.h>

// The bytes that should stay free between two blocks of memory; 0 without AddressSanitizer.
size_t guard_gap(void);

// From now on every access is a reported mistake; whole multiples of 8 bytes.
void guard_close(const void *begin, size_t bytes);

// From now on accesses are fine.
void guard_open(const void *begin, size_t bytes);

#endif
