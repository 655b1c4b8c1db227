#define _GNU_SOURCE
#include "heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void heap_use_large_pages(size_t size) {
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  // Else the block would lie apart from the heap, or go back to the system when it is freed.
  if (mallopt(M_MMAP_THRESHOLD, (int)size) == 0) return;
  if (mallopt(M_TRIM_THRESHOLD, (int)(2 * size)) == 0) return;
  char *block = malloc(size - page);
  if (block == NULL) return;
  const uintptr_t start = ((uintptr_t)block + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)block + size - page) / page * page;
  madvise((void *)start, end - start, MADV_HUGEPAGE);
  free(block);
}
