#include "processor.h"

#include <string.h>

#if defined(__x86_64__)
#define HAS(feature) \
  if (strcmp(name, #feature) == 0) return __builtin_cpu_supports(#feature) != 0

// What the compiler asks also says whether the system saves the wide registers.
int rla_processor_has(const char *name) {
  HAS(sse3);
  HAS(ssse3);
  HAS(sse4 .1);
  HAS(sse4 .2);
  HAS(sse4a);
  HAS(avx);
  HAS(avx2);
  HAS(fma);
  HAS(fma4);
  HAS(avx512f);
  HAS(avx512bw);
  HAS(avx512dq);
  HAS(avx512vl);
  HAS(avx512bf16);
  return 0;
}
#else
int rla_processor_has(const char *name) { return name != NULL && 0; }
#endif
