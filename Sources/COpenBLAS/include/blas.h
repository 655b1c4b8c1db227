// The products of a BLAS with C's interface, from a library that is opened on demand.
#ifndef RLA_BLAS_H
#define RLA_BLAS_H
#include <cblas.h>

// The functions of an open library. Other libraries than OpenBLAS lack the last three: NULL.
struct rla_blas {
  void *_Nonnull library;
  __typeof__(&cblas_sgemm) _Nonnull sgemm;
  __typeof__(&cblas_sgemv) _Nonnull sgemv;
  __typeof__(&cblas_dgemm) _Nonnull dgemm;
  char *_Nullable (*_Nullable configuration)(void);
  char *_Nullable (*_Nullable core_name)(void);
  void (*_Nullable set_threads)(int);
};

// Opens the library `name` and finds its functions. Returns 0, or -1 where there is no such library
// or it lacks a product; `blas` then holds nothing.
int rla_blas_open(const char *_Nonnull name, struct rla_blas *_Nonnull blas);

// Closes a library, whose functions are gone unless it is open elsewhere: OpenBLAS chooses its
// kernels as it is opened, and anew when it is opened again.
void rla_blas_close(const struct rla_blas *_Nonnull blas);
#endif
