// Cairo from a library that is opened on demand: what draws lines, areas and text into PDF and PNG.
//
// The declarations are those of Cairo's stable interface, version 1.16, so that building needs no
// header of it. Graphviz draws with the same library.
#ifndef RLA_CAIRO_H
#define RLA_CAIRO_H

typedef struct rla_cairo_surface rla_cairo_surface;
typedef struct rla_cairo_context rla_cairo_context;

// Receives bytes of a file; 0 says that they are taken.
typedef int (*rla_cairo_write)(void *_Nullable closure, const unsigned char *_Nonnull bytes,
                               unsigned int length);

enum {
  rla_cairo_format_rgb24 = 1,
  rla_cairo_slant_normal = 0,
  rla_cairo_weight_normal = 0,
  rla_cairo_weight_bold = 1,
  rla_cairo_metadata_title = 0,
  rla_cairo_metadata_create_date = 5,
};

// What a line of text takes; the pen moves by the advance.
struct rla_cairo_extents {
  double x_bearing, y_bearing, width, height, x_advance, y_advance;
};

// The functions of the open library, by the names that they have there after `cairo_`.
struct rla_cairo {
  const char *_Nullable (*_Nonnull status_to_string)(int status);
  rla_cairo_surface *_Nullable (*_Nonnull pdf_surface_create_for_stream)(
      rla_cairo_write _Nonnull write, void *_Nullable closure, double width, double height);
  void (*_Nonnull pdf_surface_set_metadata)(rla_cairo_surface *_Nonnull surface, int kind,
                                            const char *_Nonnull text);
  rla_cairo_surface *_Nullable (*_Nonnull image_surface_create)(int format, int width, int height);
  int (*_Nonnull surface_write_to_png_stream)(rla_cairo_surface *_Nonnull surface,
                                              rla_cairo_write _Nonnull write,
                                              void *_Nullable closure);
  int (*_Nonnull surface_status)(rla_cairo_surface *_Nonnull surface);
  void (*_Nonnull surface_finish)(rla_cairo_surface *_Nonnull surface);
  void (*_Nonnull surface_destroy)(rla_cairo_surface *_Nonnull surface);
  rla_cairo_context *_Nullable (*_Nonnull create)(rla_cairo_surface *_Nonnull surface);
  void (*_Nonnull destroy)(rla_cairo_context *_Nonnull context);
  int (*_Nonnull status)(rla_cairo_context *_Nonnull context);
  void (*_Nonnull scale)(rla_cairo_context *_Nonnull context, double x, double y);
  void (*_Nonnull set_source_rgb)(rla_cairo_context *_Nonnull context, double red, double green,
                                  double blue);
  void (*_Nonnull set_line_width)(rla_cairo_context *_Nonnull context, double width);
  void (*_Nonnull set_dash)(rla_cairo_context *_Nonnull context, const double *_Nullable lengths,
                            int count, double offset);
  void (*_Nonnull move_to)(rla_cairo_context *_Nonnull context, double x, double y);
  void (*_Nonnull line_to)(rla_cairo_context *_Nonnull context, double x, double y);
  void (*_Nonnull arc)(rla_cairo_context *_Nonnull context, double x, double y, double radius,
                       double from, double to);
  void (*_Nonnull new_path)(rla_cairo_context *_Nonnull context);
  void (*_Nonnull close_path)(rla_cairo_context *_Nonnull context);
  void (*_Nonnull fill_preserve)(rla_cairo_context *_Nonnull context);
  void (*_Nonnull stroke)(rla_cairo_context *_Nonnull context);
  void (*_Nonnull paint)(rla_cairo_context *_Nonnull context);
  void (*_Nonnull select_font_face)(rla_cairo_context *_Nonnull context,
                                    const char *_Nonnull family, int slant, int weight);
  void (*_Nonnull set_font_size)(rla_cairo_context *_Nonnull context, double size);
  void (*_Nonnull show_text)(rla_cairo_context *_Nonnull context, const char *_Nonnull text);
  void (*_Nonnull text_extents)(rla_cairo_context *_Nonnull context, const char *_Nonnull text,
                                struct rla_cairo_extents *_Nonnull extents);
};

// Opens the library `name` for the rest of the process and finds its functions. Returns 0, or -1
// where there is no such library or it lacks a function; `cairo` then holds nothing.
int rla_cairo_open(const char *_Nonnull name, struct rla_cairo *_Nonnull cairo);
#endif
