// What a training on several processes asks of MPI. All processes call a function together, in the
// same order, unless it says otherwise. An error inside MPI ends all of them with its own words.
#ifndef MESSAGES_H
#define MESSAGES_H
#include <stdbool.h>
#include <stddef.h>

// Begins; tells whether threads other than the one that began may send.
bool messages_begin(void);
void messages_end(void);
// The number of this process, and of all of them.
int messages_rank(void);
int messages_count(void);
// How many of them run on this machine.
int messages_local_count(void);
// Ends all processes with an exit code; called by one.
void messages_abort(int code);

// Put into each place the sum of all processes, or the least of them.
void messages_sum_floats(float *values, size_t count);
void messages_sum_doubles(double *values, size_t count);
void messages_least(int *values, size_t count);
// Gives all processes the values of the first.
void messages_broadcast(float *values, size_t count);
#endif
