#include "include/memory_guard.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

#ifdef HAS_SANITIZER
#include <sanitizer/asan_interface.h>

size_t guard_gap(void) { return 64; }

void guard_close(const void *begin, size_t bytes) { ASAN_POISON_MEMORY_REGION(begin, bytes); }

void guard_open(const void *begin, size_t bytes) { ASAN_UNPOISON_MEMORY_REGION(begin, bytes); }
#else
size_t guard_gap(void) { return 0; }

void guard_close(const void *begin, size_t bytes) {
  (void)begin;
  (void)bytes;
}

void guard_open(const void *begin, size_t bytes) {
  (void)begin;
  (void)bytes;
}
#endif
