#include "blas.h"

#include <dlfcn.h>

#define FIND(function, symbol) blas->function = (__typeof__(blas->function))dlsym(library, symbol)

int rla_blas_open(const char *name, struct rla_blas *blas) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) return -1;
  blas->library = library;
  FIND(sgemm, "cblas_sgemm");
  FIND(sgemv, "cblas_sgemv");
  FIND(dgemm, "cblas_dgemm");
  FIND(configuration, "openblas_get_config");
  FIND(core_name, "openblas_get_corename");
  FIND(set_threads, "openblas_set_num_threads");
  if (blas->sgemm && blas->sgemv && blas->dgemm) return 0;
  dlclose(library);
  return -1;
}

void rla_blas_close(const struct rla_blas *blas) { dlclose(blas->library); }
