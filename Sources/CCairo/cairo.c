#include "cairo.h"

#include <dlfcn.h>

#define FIND(function)                                                               \
  cairo->function = (__typeof__(cairo->function))dlsym(library, "cairo_" #function); \
  is_whole = is_whole && cairo->function

int rla_cairo_open(const char *name, struct rla_cairo *cairo) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) return -1;
  int is_whole = 1;
  FIND(status_to_string);
  FIND(pdf_surface_create_for_stream);
  FIND(pdf_surface_set_metadata);
  FIND(image_surface_create);
  FIND(surface_write_to_png_stream);
  FIND(surface_status);
  FIND(surface_finish);
  FIND(surface_destroy);
  FIND(create);
  FIND(destroy);
  FIND(status);
  FIND(scale);
  FIND(set_source_rgb);
  FIND(set_line_width);
  FIND(set_dash);
  FIND(move_to);
  FIND(line_to);
  FIND(arc);
  FIND(new_path);
  FIND(close_path);
  FIND(fill_preserve);
  FIND(stroke);
  FIND(paint);
  FIND(select_font_face);
  FIND(set_font_size);
  FIND(show_text);
  FIND(text_extents);
  if (is_whole) return 0;
  dlclose(library);
  return -1;
}
