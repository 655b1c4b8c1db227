#include <dlfcn.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include "images.h"

typedef void *png_handle;
typedef void (*png_text_function)(png_handle png, const char *text);
typedef void (*png_data_function)(png_handle png, unsigned char *data, size_t count);

// The functions of libpng that decode a file, as png.h 1.6 declares them.
static struct {
  const char *(*png_get_libpng_ver)(png_handle png);
  png_handle (*png_create_read_struct)(const char *version, void *context, png_text_function error,
                                       png_text_function warning);
  void *(*png_create_info_struct)(png_handle png);
  void (*png_destroy_read_struct)(png_handle *png, void **info, void **end);
  void *(*png_get_error_ptr)(png_handle png);
  void *(*png_get_io_ptr)(png_handle png);
  void (*png_set_read_fn)(png_handle png, void *source, png_data_function read);
  void (*png_set_user_limits)(png_handle png, uint32_t width, uint32_t height);
  void (*png_read_info)(png_handle png, void *info);
  uint32_t (*png_get_image_width)(png_handle png, void *info);
  uint32_t (*png_get_image_height)(png_handle png, void *info);
  unsigned char (*png_get_bit_depth)(png_handle png, void *info);
  unsigned char (*png_get_color_type)(png_handle png, void *info);
  void (*png_set_palette_to_rgb)(png_handle png);
  void (*png_set_expand_gray_1_2_4_to_8)(png_handle png);
  void (*png_set_gray_to_rgb)(png_handle png);
  void (*png_set_strip_16)(png_handle png);
  void (*png_set_strip_alpha)(png_handle png);
  int (*png_set_interlace_handling)(png_handle png);
  void (*png_read_update_info)(png_handle png, void *info);
  size_t (*png_get_rowbytes)(png_handle png, void *info);
  void (*png_read_row)(png_handle png, unsigned char *row, unsigned char *display);
} libpng;

#define FIND(function)                                                      \
  libpng.function = (__typeof__(libpng.function))dlsym(library, #function); \
  is_whole = is_whole && libpng.function

int rla_png_open(const char *name) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) return -1;
  int is_whole = 1;
  FIND(png_get_libpng_ver);
  FIND(png_create_read_struct);
  FIND(png_create_info_struct);
  FIND(png_destroy_read_struct);
  FIND(png_get_error_ptr);
  FIND(png_get_io_ptr);
  FIND(png_set_read_fn);
  FIND(png_set_user_limits);
  FIND(png_read_info);
  FIND(png_get_image_width);
  FIND(png_get_image_height);
  FIND(png_get_bit_depth);
  FIND(png_get_color_type);
  FIND(png_set_palette_to_rgb);
  FIND(png_set_expand_gray_1_2_4_to_8);
  FIND(png_set_gray_to_rgb);
  FIND(png_set_strip_16);
  FIND(png_set_strip_alpha);
  FIND(png_set_interlace_handling);
  FIND(png_read_update_info);
  FIND(png_get_rowbytes);
  FIND(png_read_row);
  if (is_whole) return 0;
  dlclose(library);
  return -1;
}

// Where to go on after an error, and where its words go.
struct failure {
  jmp_buf place;
  char *message;
  size_t room;
};

// The bytes that are left of a file.
struct source {
  const unsigned char *next;
  size_t left;
};

static void note(char *message, size_t room, const char *text) {
  strncpy(message, text, room - 1);
  message[room - 1] = 0;
}

static void fail(png_handle png, const char *text) {
  struct failure *failure = libpng.png_get_error_ptr(png);
  note(failure->message, failure->room, text);
  longjmp(failure->place, 1);
}

static void ignore(png_handle png, const char *text) {
  (void)png;
  (void)text;
}

static void supply(png_handle png, unsigned char *data, size_t count) {
  struct source *source = libpng.png_get_io_ptr(png);
  if (count > source->left) fail(png, "it ends too early");
  memcpy(data, source->next, count);
  source->next += count;
  source->left -= count;
}

enum { is_colored = 2, is_palette = 1 | is_colored, has_alpha = 4 };

// Turns a row of 16-bit gray, big-endian, into colors, from its end, since it lies where they go.
static void clip_gray(unsigned char *row, size_t width) {
  while (width-- > 0) {
    unsigned char gray = row[2 * width] ? 255 : row[2 * width + 1];
    memset(row + 3 * width, gray, 3);
  }
}

// Decodes what png_create_read_struct and png_create_info_struct have prepared; errors do not
// return.
static void decode(png_handle png, void *info, unsigned char *pixels, size_t width, size_t height) {
  libpng.png_set_user_limits(png, INT32_MAX, INT32_MAX);
  libpng.png_read_info(png, info);
  if (libpng.png_get_image_width(png, info) != width ||
      libpng.png_get_image_height(png, info) != height)
    fail(png, "it has two headers");
  int depth = libpng.png_get_bit_depth(png, info);
  int color = libpng.png_get_color_type(png, info);
  int is_wide_gray = color == 0 && depth == 16;
  if (color == is_palette) libpng.png_set_palette_to_rgb(png);
  if (color == 0 && depth < 8) libpng.png_set_expand_gray_1_2_4_to_8(png);
  if (depth == 16 && !is_wide_gray) libpng.png_set_strip_16(png);
  if (color & has_alpha || color == is_palette) libpng.png_set_strip_alpha(png);
  if (!(color & is_colored) && !is_wide_gray) libpng.png_set_gray_to_rgb(png);
  int passes = libpng.png_set_interlace_handling(png);
  libpng.png_read_update_info(png, info);
  if (libpng.png_get_rowbytes(png, info) != width * (is_wide_gray ? 2 : 3))
    fail(png, "its rows are of an unknown kind");
  for (int pass = 0; pass < passes; pass++)
    for (size_t row = 0; row < height; row++)
      libpng.png_read_row(png, pixels + row * width * 3, NULL);
  if (!is_wide_gray) return;
  for (size_t row = 0; row < height; row++) clip_gray(pixels + row * width * 3, width);
}

int rla_png_decode(const unsigned char *bytes, size_t count, unsigned char *pixels, unsigned width,
                   unsigned height, char *message, size_t room) {
  struct failure failure = {.message = message, .room = room};
  struct source source = {bytes, count};
  png_handle volatile png = NULL;
  void *volatile info = NULL;
  volatile int status = -1;
  note(message, room, "there is no memory for it");
  if (!setjmp(failure.place)) {
    png = libpng.png_create_read_struct(libpng.png_get_libpng_ver(NULL), &failure, fail, ignore);
    if (png) info = libpng.png_create_info_struct(png);
    if (info) {
      libpng.png_set_read_fn(png, &source, supply);
      decode(png, info, pixels, width, height);
      status = 0;
    }
  }
  png_handle ended_png = png;
  void *ended_info = info;
  if (ended_png) libpng.png_destroy_read_struct(&ended_png, &ended_info, NULL);
  return status;
}
