// Where threads may run: functions that Swift's Glibc module leaves out.
#ifndef AFFINITY_H
#define AFFINITY_H
#include <stddef.h>

// The number by which the system knows the calling thread.
int affinity_caller(void);
// Writes the numbers of at most `most` processors of the calling thread and returns how many.
size_t affinity_of_caller(int *processors, size_t most);
// Keeps a thread on some processors; a thread that has ended is left alone.
void affinity_keep(int thread, const int *processors, size_t count);
#endif
