// How one function becomes three clones, chosen by what the processor can do: clang asks for
// features behind x86-64-v3 (AVX2, FMA, BMI), where arch=haswell would ask for that very model.
#ifndef CLONES_H
#define CLONES_H
#include <stddef.h>

#if defined(__x86_64__) && defined(__ELF__)
#define CLONED __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#else
#define CLONED
#endif
#define INLINE static inline __attribute__((always_inline))

// Sixteen values at any address; narrower processors split it.
typedef float f16 __attribute__((vector_size(64), aligned(4)));
typedef int i16 __attribute__((vector_size(64), aligned(4)));
enum { lanes = 16 };
#define SELECT(mask, yes, no) ((f16)(((i16)(yes) & (mask)) | ((i16)(no) & ~(mask))))

// Runs `body` over the channels, sixteen at a time with T = f16, then one at a time with T = float.
#define FOR_CHANNELS(channels, body16, body1)             \
  {                                                       \
    size_t c = 0;                                         \
    for (; c + lanes <= (channels); c += lanes) { body16 } \
    for (; c < (channels); c++) { body1 }                 \
  }
#endif
