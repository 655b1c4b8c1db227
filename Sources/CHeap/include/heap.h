// How the heap grows: functions that Swift's Glibc module leaves out.
#ifndef HEAP_H
#define HEAP_H
#include <stddef.h>

// Lets the heap grow by `size` bytes, at most 32 MiB, in large pages where the
// system has them; they take no memory before they are used.
void heap_use_large_pages(size_t size);
#endif
