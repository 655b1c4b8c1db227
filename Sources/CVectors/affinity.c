#define _GNU_SOURCE
#include "affinity.h"

#include <sched.h>

size_t affinity_of_caller(int *processors, size_t most) {
  cpu_set_t set;
  size_t count = 0;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  for (int i = 0; i < CPU_SETSIZE && count < most; i++)
    if (CPU_ISSET(i, &set)) processors[count++] = i;
  return count;
}

void affinity_pin(pthread_t thread, const int *processors, size_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t i = 0; i < count; i++) CPU_SET(processors[i], &set);
  pthread_setaffinity_np(thread, sizeof set, &set);
}
