#include <dlfcn.h>

#include "images.h"

#define FIND(function)                                                    \
  jpeg->function = (__typeof__(jpeg->function))dlsym(library, #function); \
  is_whole = is_whole && jpeg->function

int rla_jpeg_open(const char *name, struct rla_jpeg *jpeg) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) return -1;
  int is_whole = 1;
  FIND(tjInitDecompress);
  FIND(tjDecompressHeader3);
  FIND(tjDecompress2);
  FIND(tjDestroy);
  FIND(tjGetErrorStr2);
  FIND(tjGetErrorCode);
  if (is_whole) return 0;
  dlclose(library);
  return -1;
}
