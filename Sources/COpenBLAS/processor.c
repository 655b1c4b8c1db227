#include "processor.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

#define HAS(feature) \
  if (strcmp(name, feature) == 0) return __builtin_cpu_supports(feature) != 0

// 3DNow!, which the compiler does not ask for: bit 31 of EDX.
static int has_3dnow(void) {
  unsigned a, b, c, d;
  return __get_cpuid(0x80000001, &a, &b, &c, &d) && (d & 1u << 31) != 0;
}

// What the compiler asks also says whether the system saves the wide registers.
int rla_processor_has(const char *name) {
  HAS("sse3");
  HAS("ssse3");
  HAS("sse4.1");
  HAS("sse4.2");
  HAS("sse4a");
  HAS("avx");
  HAS("avx2");
  HAS("fma");
  HAS("fma4");
  HAS("avx512f");
  HAS("avx512bw");
  HAS("avx512dq");
  HAS("avx512vl");
  HAS("avx512bf16");
  return strcmp(name, "3dnow") == 0 && has_3dnow();
}
#else
int rla_processor_has(const char *name) { return name != NULL && 0; }
#endif
