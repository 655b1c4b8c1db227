#include "loops/levels.h"

#include <string.h>

#include "loops/elements.h"

#define ROW(name, source, place, value, gradient) {#name, vec_of_##source, place},
static const struct vec_element elements[] = {ELEMENTS(ROW)};

size_t vec_element_count(void) { return sizeof elements / sizeof *elements; }

const struct vec_element *vec_element(size_t number) { return &elements[number]; }

static const struct vec_loops *const levels[] = {
    &vec_baseline,
#ifdef __x86_64__
    &vec_avx2,
    &vec_avx512,
#endif
};

// Each level includes the levels below it.
size_t vec_level_count(void) {
#ifdef __x86_64__
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("x86-64-v3")) return 1;
  return __builtin_cpu_supports("avx512f") ? 3 : 2;
#else
  return 1;
#endif
}

const struct vec_loops *vec_level(size_t index) { return levels[index]; }

static const struct vec_loops *in_use = &vec_baseline;

__attribute__((constructor)) static void use_widest(void) {
  __atomic_store_n(&in_use, levels[vec_level_count() - 1], __ATOMIC_RELAXED);
}

const struct vec_loops *vec_level_in_use(void) {
  return __atomic_load_n(&in_use, __ATOMIC_RELAXED);
}

int vec_use(const char *level) {
  for (size_t i = 0; i < vec_level_count(); i++)
    if (strcmp(levels[i]->level, level) == 0) {
      __atomic_store_n(&in_use, levels[i], __ATOMIC_RELAXED);
      return 0;
    }
  return -1;
}
