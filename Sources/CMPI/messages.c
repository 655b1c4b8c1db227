#include "messages.h"

#ifdef MPI
#include <mpi/mpi.h>

// MPI counts in int; so many values are sent at a time.
static const size_t most = 1u << 28;

static int part(size_t count) { return (int)(count < most ? count : most); }

bool messages_begin(void) {
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_MULTIPLE, &provided);
  return provided == MPI_THREAD_MULTIPLE;
}

void messages_end(void) { MPI_Finalize(); }

int messages_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int messages_count(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

int messages_local_count(void) {
  MPI_Comm local;
  int count = 1;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &local);
  MPI_Comm_size(local, &count);
  MPI_Comm_free(&local);
  return count;
}

void messages_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

static void reduce(void *values, size_t count, size_t width, MPI_Datatype type, MPI_Op operation) {
  char *next = values;
  for (int sent; count > 0; count -= (size_t)sent, next += (size_t)sent * width) {
    sent = part(count);
    MPI_Allreduce(MPI_IN_PLACE, next, sent, type, operation, MPI_COMM_WORLD);
  }
}

void messages_sum_floats(float *values, size_t count) {
  reduce(values, count, sizeof *values, MPI_FLOAT, MPI_SUM);
}

void messages_sum_doubles(double *values, size_t count) {
  reduce(values, count, sizeof *values, MPI_DOUBLE, MPI_SUM);
}

void messages_least(int *values, size_t count) {
  reduce(values, count, sizeof *values, MPI_INT, MPI_MIN);
}

void messages_broadcast(float *values, size_t count) {
  for (int sent; count > 0; count -= (size_t)sent, values += sent) {
    sent = part(count);
    MPI_Bcast(values, sent, MPI_FLOAT, 0, MPI_COMM_WORLD);
  }
}
#endif
