#define _GNU_SOURCE
#include "affinity.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

int affinity_caller(void) { return (int)syscall(SYS_gettid); }

size_t affinity_of_caller(int *processors, size_t most) {
  cpu_set_t set;
  size_t count = 0;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  for (int i = 0; i < CPU_SETSIZE && count < most; i++)
    if (CPU_ISSET(i, &set)) processors[count++] = i;
  return count;
}

void affinity_keep(int thread, const int *processors, size_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t i = 0; i < count; i++) CPU_SET(processors[i], &set);
  sched_setaffinity(thread, sizeof set, &set);
}
