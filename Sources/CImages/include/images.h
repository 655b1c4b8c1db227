// Decoders of images from libraries that are opened on demand.
#ifndef RLA_IMAGES_H
#define RLA_IMAGES_H
#include <stddef.h>

// TurboJPEG's functions on a handle, by the names that they have there; its headers are not needed
// to build.
struct rla_jpeg {
  void *_Nullable (*_Nonnull tjInitDecompress)(void);
  int (*_Nonnull tjDecompressHeader3)(void *_Nonnull handle, const unsigned char *_Nonnull bytes,
                                      unsigned long count, int *_Nonnull width,
                                      int *_Nonnull height, int *_Nonnull subsampling,
                                      int *_Nonnull colors);
  int (*_Nonnull tjDecompress2)(void *_Nonnull handle, const unsigned char *_Nonnull bytes,
                                unsigned long count, unsigned char *_Nonnull pixels, int width,
                                int pitch, int height, int format, int flags);
  int (*_Nonnull tjDestroy)(void *_Nonnull handle);
  char *_Nonnull (*_Nonnull tjGetErrorStr2)(void *_Nonnull handle);
  int (*_Nonnull tjGetErrorCode)(void *_Nonnull handle);
};

// Opens the library `name` for the rest of the process and finds its functions. Returns 0, or -1
// where there is no such library or it lacks a function; `jpeg` then holds nothing.
int rla_jpeg_open(const char *_Nonnull name, struct rla_jpeg *_Nonnull jpeg);

// The same of libpng, whose functions rla_png_decode alone needs; call it once.
int rla_png_open(const char *_Nonnull name);

// Decodes a PNG file into `height` rows of `width` pixels of red, green and blue, 8 bits each:
// alpha is dropped, gray repeated, 16 bits of gray clipped at 255 and 16 bits of color cut to the
// high eight. Returns 0, or -1 with the words of libpng, or its own, in `message`, which ends in 0.
int rla_png_decode(const unsigned char *_Nonnull bytes, size_t count,
                   unsigned char *_Nonnull pixels, unsigned width, unsigned height,
                   char *_Nonnull message, size_t room);
#endif
