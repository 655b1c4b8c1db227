// Where threads may run: functions that Swift's Glibc module leaves out.
#ifndef AFFINITY_H
#define AFFINITY_H
#include <pthread.h>
#include <stddef.h>

// Writes the numbers of at most `most` processors of the calling thread and returns how many.
size_t affinity_of_caller(int *processors, size_t most);
// Keeps a thread on some processors.
void affinity_pin(pthread_t thread, const int *processors, size_t count);
#endif
